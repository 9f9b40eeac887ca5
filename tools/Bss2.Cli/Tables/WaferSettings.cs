using System.Globalization;
using Bss2.Cli.Chips;
using Bss2.Cli.Train;

namespace Bss2.Cli.Tables;

/// <summary>Which virtual wafer is wanted.</summary>
internal sealed record WaferSettings
{
    /// <summary>Die that the weights are trained on.</summary>
    public required int Source { get; init; }

    /// <summary>Dies that have never been seen.</summary>
    public required IReadOnlyList<int> Dies { get; init; }

    public required string Loss { get; init; }

    /// <summary>Emulated chip but for its die.</summary>
    public required ChipSettings Chip { get; init; }

    public int? Epochs { get; init; }

    /// <summary>Passes over the training set on the new die.</summary>
    public required int TuneEpochs { get; init; }

    public int Hidden { get; init; } = 120;

    public int TrainingSamples { get; init; } = 5000;

    public required string Out { get; init; }

    public required string Calibration { get; init; }

    public string? Cache { get; init; }

    public required int Jobs { get; init; }

    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>Settings of the training on the source; without its calibration, which only its run knows.</summary>
    public TrainSettings Training => new()
    {
        Chip = OnDie(Source), Loss = Loss, Hidden = Hidden, Epochs = Epochs, TrainingSamples = TrainingSamples,
    };

    public ChipSettings OnDie(int die) => Chip with { Die = die.ToString(CultureInfo.InvariantCulture) };
}

/// <summary>Test accuracy of the source's weights on another die, 0 to 1.</summary>
/// <param name="Die">The die.</param>
/// <param name="Raw">With codes of the ideal die.</param>
/// <param name="Calibrated">With codes of its own.</param>
/// <param name="Tuned">With codes of its own, after a few epochs in the loop.</param>
/// <param name="CircuitsAvoided">Unusable circuits that the placement passed over.</param>
internal sealed record WaferResult(int Die, double Raw, double Calibrated, double Tuned, int? CircuitsAvoided);
