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
        Measured?[][] found = await new CircuitSurvey(context).RunAsync(state.Settings, state, cancellationToken).ConfigureAwait(false);
        CalibrationState next = state;
        for (int q = 0; q < found.Length; q++)
        {
            next = next.With(CircuitSurvey.Names[q], [.. found[q].Select(m => m?.Value)])
                .With(CircuitSurvey.Names[q] + Quantity.ErrorSuffix, [.. found[q].Select(m => m?.Error)]);
        }
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
