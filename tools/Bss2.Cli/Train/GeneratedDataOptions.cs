using System.CommandLine;

namespace Bss2.Cli.Train;

/// <summary>Data that is drawn: only its size is open.</summary>
/// <param name="kind">Null for Yin-Yang.</param>
internal sealed class GeneratedDataOptions(string? kind) : IDataOptions
{
    private readonly Option<int?> _samples = Limits.AtLeast(
        new Option<int?>("--training-samples") { Description = "size of the training set (default 5000)" }, 1);

    public void AddTo(Command command, Option<string?> resume) => command.Options.Add(_samples);

    public TrainSettings Apply(ParseResult parsed, TrainSettings settings) => settings with
    {
        TrainingSamples = parsed.GetValue(_samples) ?? settings.TrainingSamples,
        Data = kind is null ? null : DataSettings.Generated(kind),
    };
}
