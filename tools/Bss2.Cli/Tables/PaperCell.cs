using System.Globalization;

namespace Bss2.Cli.Tables;

/// <summary>One training of Table 1.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Number">Seed in a simulation, die on a chip.</param>
internal sealed record PaperCell(PaperRow Row, int Number)
{
    /// <summary>Name of its folder.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Row.Name}-{(Row.IsOnChip ? "die" : "seed")}{Number}");
}

/// <summary>What came out of it.</summary>
/// <param name="Accuracy">Test accuracy, 0 to 1.</param>
/// <param name="ValidationAccuracy">Of the last epoch.</param>
/// <param name="SpikeWords">Spikes read from the chip per sample shown to it.</param>
/// <param name="CadcWords">CADC words read per sample.</param>
/// <param name="BatchSize">Samples per gradient.</param>
/// <param name="Epochs">Epochs.</param>
/// <param name="ConfigHash">SHA-256 of the run's settings.</param>
/// <param name="Identity">Which chip or simulation.</param>
/// <param name="Calibration">SHA-256 of the calibration; null without one.</param>
internal sealed record PaperResult(double Accuracy, double? ValidationAccuracy, double SpikeWords, double CadcWords, int BatchSize, int Epochs,
    string ConfigHash, string Identity, string? Calibration);
