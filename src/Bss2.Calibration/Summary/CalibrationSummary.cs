using Bss2.Calibration.Routines;
using Bss2.Calibration.Store;

namespace Bss2.Calibration.Summary;

/// <summary>What came out of a calibration: its result, and a verdict per circuit.</summary>
public sealed class CalibrationSummary
{
    /// <summary>Summarises a complete calibration.</summary>
    public CalibrationSummary(CalibrationFile file)
    {
        File = file;
        Result = CalibrationResult.Of(file.State, [.. file.Circuits.Select(circuit => file.Target.Circuits[circuit.Value])]);
        IReadOnlyList<bool> success = file.State.Success;
        Verdicts = [.. Enumerable.Range(0, file.Circuits.Count).Select(i => VerdictOf(file.State, success, i))];
    }

    /// <summary>The calibration.</summary>
    public CalibrationFile File { get; }

    /// <summary>Quantities before and after, and the yield.</summary>
    public CalibrationResult Result { get; }

    /// <summary>Verdict per circuit, in the order of the file's circuits.</summary>
    public IReadOnlyList<CircuitVerdict> Verdicts { get; }

    /// <summary>Circuits with a verdict.</summary>
    public int Count(CircuitVerdict verdict) => Verdicts.Count(v => v == verdict);

    /// <summary>Name of the first routine that failed for a circuit; null if none did.</summary>
    public string? FailedAt(int circuit) => File.State.Reports.FirstOrDefault(report => !report.Success[circuit])?.Routine;

    private static CircuitVerdict VerdictOf(CalibrationState state, IReadOnlyList<bool> success, int circuit) =>
        success[circuit] ? CircuitVerdict.Good
        : state.Quantities.TryGetValue(Quantity.MembraneTau, out IReadOnlyList<double?>? tau) && tau[circuit] is not null ? CircuitVerdict.Limited
        : CircuitVerdict.Dead;
}
