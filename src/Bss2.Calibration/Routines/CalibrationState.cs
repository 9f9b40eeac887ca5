using Bss2.Hal.Coordinates;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Routines;

/// <summary>How far a calibration is: all that the next routine needs. Immutable, so that an interrupted routine leaves no trace.</summary>
/// <remarks>Arrays run over the circuits on the bench. A quantity that a circuit did not show is null.</remarks>
public sealed record CalibrationState
{
    /// <summary>Present settings.</summary>
    public required IReadOnlyList<CircuitSettings> Settings { get; init; }

    /// <summary>Code of the synapse DAC bias per CapMem block.</summary>
    public required IReadOnlyList<int> SynapseDac { get; init; }

    /// <summary>Settings of the column converters; null before they are calibrated, and if they never are.</summary>
    public CadcSettings? Cadc { get; init; }

    /// <summary>What was found out, by <see cref="Quantity"/>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<double?>> Quantities { get; init; }

    /// <summary>Reports of finished routines, in their order.</summary>
    public required IReadOnlyList<RoutineReport> Reports { get; init; }

    /// <summary>What finished routines used.</summary>
    public ChipUsage Usage { get; init; } = ChipUsage.None;

    /// <summary>A calibration that has not begun.</summary>
    public static CalibrationState Start(IReadOnlyList<CircuitSettings> settings) =>
        new()
        {
            Settings = settings, SynapseDac = [.. Enumerable.Repeat(OperatingPoint.DacCode, CapMemBlock.Count)],
            Quantities = new Dictionary<string, IReadOnlyList<double?>>(), Reports = [],
        };

    /// <summary>Circuits for which no routine failed.</summary>
    public IReadOnlyList<bool> Success =>
        [.. Enumerable.Range(0, Settings.Count).Select(i => Reports.All(report => report.Success[i]))];

    /// <summary>A quantity of all circuits.</summary>
    /// <exception cref="InvalidOperationException">No routine has found it yet.</exception>
    public IReadOnlyList<double?> this[string quantity] => Quantities.TryGetValue(quantity, out IReadOnlyList<double?>? values) ? values
        : throw new InvalidOperationException($"No routine has measured {quantity} yet: the routines run in the wrong order.");

    /// <summary>With a quantity added or replaced.</summary>
    public CalibrationState With(string quantity, IReadOnlyList<double?> values) =>
        this with { Quantities = new Dictionary<string, IReadOnlyList<double?>>(Quantities) { [quantity] = values } };

    /// <summary>With new codes in a CapMem row.</summary>
    public CalibrationState WithCodes(int row, IReadOnlyList<int> codes) =>
        this with { Settings = [.. Settings.Select((settings, i) => settings.With(row, codes[i]))] };
}
