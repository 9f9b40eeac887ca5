using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.UnitTests.Training;

/// <summary>A user's own table becomes a data set, or is refused with file and line.</summary>
public sealed class OwnDataTests
{
    private static readonly CsvOptions s_plain = new();

    [Fact]
    public void Columns_are_scaled_by_the_training_rows_and_labels_are_named()
    {
        DataSet data = Read("""
            weight; "kind; of it" ; height ; set
            10 ; b ; -1 ; training

            30 ; a ; 3 ; training
            15 ; b ; 7 ; validation
            5 ; "a" ; 1 ; test
            20 ; a ; 1 ; training
            20 ; b ; 1 ; training
            """, s_plain with { Label = "kind; of it", Split = "set" });
        Assert.Equal(["weight", "height"], data.Features);
        Assert.Equal(["a", "b"], data.Classes);
        Assert.Equal([0, 0], data.Training[0].Features);
        Assert.Equal([1, 1], data.Training[1].Features);
        Assert.Equal([0.5, 0.5], data.Training[2].Features);
        Assert.Equal([1, 0, 0, 1], data.Training.Select(s => s.Label));
        // Beyond the training range is shown at its end.
        Assert.Equal([0.25, 1], Assert.Single(data.Validation).Features);
        Assert.Equal([0, 0.5], Assert.Single(data.Test).Features);
    }

    [Theory]
    [InlineData("", "t.csv is empty")]
    [InlineData("a,b\n", "no rows but its header")]
    [InlineData("x,y\n1,a\n2\n", "t.csv:3: 1 cells, but the first line has 2")]
    [InlineData("x,y\n1,a\n2,b,c\n", "t.csv:3: 3 cells")]
    [InlineData("x,y\n1,a\nNaN,b\n", "t.csv:3: NaN in column x is not finite")]
    [InlineData("x,y\n1,a\n-Infinity,b\n", "t.csv:3: -Infinity in column x is not finite")]
    [InlineData("x,y\n1,a\n1.5.2,b\n", "t.csv:3: \"1.5.2\" in column x is no number")]
    [InlineData("x;y\n1;a\n1,5;b\n", "write a decimal point")]
    [InlineData("x,y\n1,a\n,b\n", "t.csv:3: no value in column x")]
    [InlineData("x,y\n1,a\n2,\n", "t.csv:3: no class in column y")]
    [InlineData("x,y\n1,a\n2,\"b\n", "t.csv:3: a quoted cell does not end")]
    [InlineData("x,x\n1,a\n", "two columns are named x")]
    [InlineData("x,y\n1,a\n2,a\n3,a\n", "holds 1 different classes")]
    [InlineData("x,y\n1,0.1\n2,0.2\n3,0.3\n", "holds 3 different classes in 3 rows")]
    [InlineData("x,y\n1,a\n2,a\n3,a\n1,a\n1,b\n2,b\n", "class b has 2 rows")]
    [InlineData("x,y\n1,a\n1,a\n1,a\n1,b\n1,b\n1,b\n", "is 1 in every training row")]
    public void What_is_wrong_is_told_with_file_and_line(string text, string expected)
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Read(text, s_plain));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_come_at_once_in_the_order_of_lines_and_an_unknown_class_is_one()
    {
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => Read("x,y\n1,c\n?,a\n3\n", s_plain with { Classes = ["a", "b"] }));
        string[] lines = e.Message.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains("t.csv:2: class \"c\" in column y is none of a, b", lines[0], StringComparison.Ordinal);
        Assert.Contains("t.csv:3", lines[1], StringComparison.Ordinal);
        Assert.Contains("t.csv:4", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("z", null, "no column z (label). Its columns: x, w, y")]
    [InlineData("x", null, "column w holds no number")]
    [InlineData("x", "x,y", "none of them the label")]
    public void A_choice_that_does_not_fit_the_table_names_its_columns(string label, string? features, string expected)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => Read("x,w,y\n1,u,3\n", s_plain with { Label = label, Features = features?.Split(',') }));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_draw_takes_each_class_in_its_share_and_loses_no_row()
    {
        string table = string.Concat(Enumerable.Range(0, 90).Select(i => $"{i},{i % 7},{(i % 9 == 0 ? 2 : 10)}\n"));
        DataSet data = Read(table, s_plain with { ValidationShare = 0.2, TestShare = 0.1 });
        Assert.Equal(["2", "10"], data.Classes);
        Assert.Equal([7, 56], Counts(data.Training));
        Assert.Equal([2, 16], Counts(data.Validation));
        Assert.Equal([1, 8], Counts(data.Test));
        DataSet other = Read(table, s_plain with { ValidationShare = 0.2, TestShare = 0.1, SplitSeed = 2 });
        Assert.NotEqual(data.Test.Select(s => s.Features[0]), other.Test.Select(s => s.Features[0]));
    }

    [Fact]
    public void Generated_sets_obey_their_rule_in_balance()
    {
        DataSet xor = GeneratedData.Xor(1, 400), circles = GeneratedData.Circles(1, 400);
        Assert.All(xor.Training, s => Assert.Equal(s.Label == 1, s.Features[0] > 0.5 != s.Features[1] > 0.5));
        Assert.All(circles.Training, s =>
            Assert.Equal(s.Label == 1, Math.Sqrt(Math.Pow(s.Features[0] - 0.5, 2) + Math.Pow(s.Features[1] - 0.5, 2)) > 0.29));
        Assert.All((DataSet[])[xor, circles], data =>
        {
            Assert.Equal([200, 200], Counts(data.Training));
            Assert.All(data.Training, s => Assert.All(s.Features, f => Assert.InRange(f, 0, 1)));
            // Draws of the sets are independent of each other and of their sizes.
            Assert.NotEqual(data.Training[0].Features, data.Test[0].Features);
            Assert.Empty(data.Training.Select(s => s.Features[0]).Intersect(data.Validation.Select(s => s.Features[0])));
        });
        Assert.Equal(xor.Training[5].Features, GeneratedData.Xor(1, 10).Training[5].Features);
    }

    [Fact]
    public async Task A_net_learns_a_table_of_three_features_and_four_classes()
    {
        DataSet data = Read(string.Concat(Enumerable.Range(0, 240).Select(i =>
            $"{i % 4 * 10 + i % 7},{(i % 4 ^ 2) + i % 5 * 0.1},{i % 11},class{i % 4}\n")), s_plain);
        TrainingRecipe recipe = TrainingRecipe.MaxSimulation.For(data) with { Hidden = 40, BatchSize = 10, Epochs = 15 };
        Assert.Equal((7, 4), (recipe.Inputs, recipe.Classes));
        var trainer = new Trainer(recipe, new ReferenceLif(), data.Training, data.Validation, seed: 1, threads: 1);
        for (int e = 0; e < recipe.Epochs; e++)
        {
            await trainer.RunEpochAsync(null, TestContext.Current.CancellationToken);
        }
        Evaluation test = await trainer.EvaluateAsync(data.Test, EvaluationSet.Test, TestContext.Current.CancellationToken);
        Assert.InRange(test.Accuracy, 0.9, 1);
    }

    [Fact]
    public void Samples_of_another_shape_are_refused()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => new Trainer(TrainingRecipe.MaxSimulation, new ReferenceLif(), [new([0.5, 0.5, 0.5], 0)], [], 1, 1));
        Assert.Contains("3 features and class 0", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TrainingRecipe.MaxSimulation.Encoding.Encode([0.5, 1.5]));
    }

    private static DataSet Read(string text, CsvOptions options) => CsvData.Read(new StringReader(text), "t.csv", options);

    private static int[] Counts(Sample[] samples) => [samples.Count(s => s.Label == 0), samples.Count(s => s.Label == 1)];
}
