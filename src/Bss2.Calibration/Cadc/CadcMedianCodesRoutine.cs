using Bss2.Calibration.Routines;
using Bss2.Calibration.Spikes;
using Bss2.Runtime;

namespace Bss2.Calibration.Cadc;

/// <summary>What circuits are with every cell but the input references at the median of the calibrated codes, by the converters.</summary>
/// <remarks>See <see cref="MedianCodesRoutine"/>. References stay: without them inputs alone would spread the resting potential further, and the
/// ratios would flatter the calibration.</remarks>
internal sealed class CadcMedianCodesRoutine : ICalibrationRoutine
{
    /// <inheritdoc/>
    public string Name => "median codes, for comparison";

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        double?[][] found = await new CadcSurvey(context).RunAsync(MedianCodesRoutine.Medians(state, context), cancellationToken).ConfigureAwait(false);
        CalibrationState next = state;
        for (int q = 0; q < found.Length; q++)
        {
            next = next.With(Quantity.MedianPrefix + CadcSurvey.Names[q], found[q]);
        }
        var report = new RoutineReport
        {
            Routine = Name, Version = Version, Measurements = 1, AtBoundary = 0, Success = [.. Enumerable.Repeat(true, context.Count)],
            ChipSeconds = context.Bench.Usage.ChipSeconds - before.ChipSeconds,
        };
        return next with { Reports = [.. next.Reports, report] };
    }
}
