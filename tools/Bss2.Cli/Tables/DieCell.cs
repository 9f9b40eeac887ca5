using System.Globalization;

namespace Bss2.Cli.Tables;

/// <summary>One training, or one transfer, of the table of dies.</summary>
/// <param name="Loss">max or ttfs.</param>
/// <param name="Hidden">Hidden neurons.</param>
/// <param name="Die">Seed of the die; null for the ideal one.</param>
/// <param name="Calibration">none, cadc or spikes.</param>
/// <param name="IsTransfer">Whether the weights were trained on the ideal die and only evaluated here.</param>
internal sealed record DieCell(string Loss, int Hidden, int? Die, string Calibration, bool IsTransfer)
{
    /// <summary>Name of its folder or file.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Loss}-{Hidden}-{(Die is { } n ? $"die{n}-{Calibration}" : "ideal")}");

    /// <summary>The training whose weights a transfer takes.</summary>
    public DieCell Source => this with { Die = null, Calibration = Calibrate.CalibrationChoice.None, IsTransfer = false };

    /// <summary>For people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Loss}, {Hidden} hidden, {(Die is { } n ? $"die {n}, {(Calibration == Calibrate.CalibrationChoice.None ? "uncalibrated" : $"calibrated by {Calibration}")}" : "ideal die")}{(IsTransfer ? ", weights from the ideal die" : "")}");
}
