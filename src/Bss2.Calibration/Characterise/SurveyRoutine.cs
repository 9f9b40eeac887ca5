using Bss2.Calibration.Routines;
using Bss2.Calibration.Spikes;
using Bss2.Runtime;

namespace Bss2.Calibration.Characterise;

/// <summary>Measures circuits with the settings that they have, changes nothing and judges nothing.</summary>
internal sealed class SurveyRoutine : ICalibrationRoutine
{
    /// <inheritdoc/>
    public string Name => "survey";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        (CalibrationState next, _) =
            await new CircuitSurvey(context).AddToAsync(state, cancellationToken).ConfigureAwait(false);
        return next with
        {
            Reports = [.. next.Reports, new()
            {
                Routine = Name, Version = Version, Measurements = 1, AtBoundary = 0,
                Success = [.. Enumerable.Repeat(true, context.Count)], ChipSeconds = context.Bench.Usage.ChipSeconds - before.ChipSeconds,
            }],
        };
    }
}
