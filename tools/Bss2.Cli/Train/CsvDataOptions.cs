using System.CommandLine;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Train;

/// <summary>A table of the user's.</summary>
internal sealed class CsvDataOptions : IDataOptions
{
    // A small table gets small batches, or an epoch would be a handful of updates.
    private const int LeastUpdates = 20, SmallestBatch = 10;

    private static readonly CsvOptions s_default = new();

    private readonly Argument<string?> _file = new("file")
    {
        Description = "table: feature columns and a label column, separated by commas, semicolons or tabs", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _label = new("--label") { Description = "column of the class, by name or number from 1 (default: the last)" };

    private readonly Option<string?> _features = new("--features") { Description = "columns of the features, separated by commas (default: all others)" };

    private readonly Option<string?> _classes = new("--classes") { Description = "names of the classes, separated by commas (default: those that occur)" };

    private readonly Option<string?> _split = new("--split") { Description = "column that says training, validation or test (default: drawn)" };

    private readonly Option<double> _validation = Limits.Above(new Option<double>("--validation")
    {
        DefaultValueFactory = _ => s_default.ValidationShare, Description = "share of each class drawn for validation",
    }, 0);

    private readonly Option<double> _test = Limits.Above(new Option<double>("--test")
    {
        DefaultValueFactory = _ => s_default.TestShare, Description = "share of each class drawn for the test",
    }, 0);

    private readonly Option<ulong> _splitSeed = new("--split-seed") { DefaultValueFactory = _ => s_default.SplitSeed, Description = "of the draw" };

    public void AddTo(Command command, Option<string?> resume)
    {
        command.Arguments.Add(_file);
        foreach (Option option in (Option[])[_label, _features, _classes, _split, _validation, _test, _splitSeed])
        {
            command.Options.Add(option);
        }
        command.Validators.Add(result =>
        {
            if (result.GetValue(_file) is null == result.GetResult(resume) is null or { Implicit: true })
            {
                result.AddError("Give a table to train on, for instance bss2 train csv flowers.csv, or a run to continue with --resume; not both.");
            }
        });
    }

    public TrainSettings Apply(ParseResult parsed, TrainSettings settings)
    {
        (DataSettings data, DataSet set) = DataSettings.Csv(parsed.GetValue(_file)!, new()
        {
            Label = parsed.GetValue(_label), Features = parsed.GetValue(_features)?.Split(','), Classes = parsed.GetValue(_classes)?.Split(','),
            Split = parsed.GetValue(_split), ValidationShare = parsed.GetValue(_validation), TestShare = parsed.GetValue(_test),
            SplitSeed = parsed.GetValue(_splitSeed),
        });
        settings = settings with { Data = data, TrainingSamples = set.Training.Length };
        TrainingRecipe recipe = settings.Recipe();
        int small = Math.Max(SmallestBatch, set.Training.Length / LeastUpdates);
        return settings with { Batch = settings.Batch ?? Math.Min(recipe.BatchSize, small) };
    }
}
