namespace Bss2.CliTests;

/// <summary>bss2 train csv: from a table to a report, and back by eval and --resume.</summary>
public sealed class OwnDataCommandTests
{
    [Fact]
    public async Task A_table_is_learnt_on_the_chip_evaluated_and_recognised_when_it_has_changed()
    {
        using var folder = new TemporaryFolder();
        string table = folder["two sorts.csv"], run = folder["run"];
        File.WriteAllText(table, "a,b,c,sort\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 2 * 5 + i % 7},{i % 5},{i % 3},{(i % 2 == 0 ? "even" : "odd")}\n")));
        (int code, string output, string error) = await Bss2Process.RunAsync("train", "csv", table, "--hidden", "16", "--epochs", "2", "--out", run);
        Assert.True(code == 0, error);
        string report = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.Contains("two sorts in the loop", report, StringComparison.Ordinal);
        Assert.Contains("<td>odd", report, StringComparison.Ordinal);
        (code, output, _) = await Bss2Process.RunAsync("eval", run);
        Assert.Equal(0, code);
        Assert.Contains("odd", output, StringComparison.Ordinal);
        File.AppendAllText(table, "1,1,1,odd\n");
        (code, _, error) = await Bss2Process.RunAsync("train", "csv", "--resume", run);
        Assert.Equal(1, code);
        Assert.Contains("is not what the run was trained on", error, StringComparison.Ordinal);
        File.AppendAllText(table, "1,1,odd\n1,x,1,odd\n");
        (code, _, error) = await Bss2Process.RunAsync("train", "csv", table, "--out", folder["other"]);
        Assert.Equal(1, code);
        Assert.Contains("two sorts.csv:63: 3 cells", error, StringComparison.Ordinal);
        Assert.Contains("two sorts.csv:64: \"x\" in column b", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["other"]));
    }

    [Theory]
    [InlineData("no file", "train", "csv", "nowhere.csv")]
    [InlineData("bss2 train csv flowers.csv", "train", "csv")]
    public async Task A_missing_table_is_named(string expected, params string[] arguments)
    {
        (int code, _, string error) = await Bss2Process.RunAsync(arguments);
        Assert.Equal(arguments.Length == 2 ? 2 : 1, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
