using Bss2.Calibration.Routines;
using Bss2.Calibration.Targets;
using Bss2.Runtime;

namespace Bss2.Calibration.Spikes;

/// <summary>Measures the calibrated circuits once more, independently, and rejects those that are not what they should be.</summary>
internal sealed class VerificationRoutine : ICalibrationRoutine
{
    // Far beyond the error of the method: what fails here has a broken cell or was led astray.
    private const double RelativeTolerance = 0.2;

    /// <inheritdoc/>
    public string Name => "verification";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        (CalibrationState next, Measured?[][] found) =
            await new CircuitSurvey(context).AddToAsync(state, cancellationToken).ConfigureAwait(false);
        var report = new RoutineReport
        {
            Routine = Name, Version = Version, Measurements = 1, AtBoundary = 0,
            Success = [.. context.Aims.Select((aim, i) => Passes(aim, [.. found.Select(quantity => quantity[i])]))],
            ChipSeconds = context.Bench.Usage.ChipSeconds - before.ChipSeconds,
        };
        return next with { Reports = [.. next.Reports, report] };
    }

    private static bool Passes(CircuitAim aim, Measured?[] found) => Enumerable.Range(0, found.Length).All(q =>
        CircuitSurvey.Names[q] == Quantity.Delay
        || (found[q] is { } seen && Math.Abs(seen.Value - Quantity.Target(CircuitSurvey.Names[q], aim)) <= RelativeTolerance * Scale(q, aim)));

    // A share of the threshold distance is compared with the whole.
    private static double Scale(int q, CircuitAim aim) =>
        CircuitSurvey.Names[q] == Quantity.ResetShare ? 1 : Quantity.Target(CircuitSurvey.Names[q], aim);
}
