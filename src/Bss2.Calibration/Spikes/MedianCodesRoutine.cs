using Bss2.Calibration.Routines;
using Bss2.Calibration.Targets;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>
/// What circuits are with every cell but the input references at the median of the calibrated codes: the "before" that a calibration is
/// compared with, because the mean is right then and only the spread is wrong. Without references a third of the circuits would fire by
/// themselves or not at all, and nothing could be said of them.
/// </summary>
/// <remarks>Analog-core 8.6: calix' own distribution test defines uncalibrated so.</remarks>
internal sealed class MedianCodesRoutine : ICalibrationRoutine
{
    /// <inheritdoc/>
    public string Name => "median codes, for comparison";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        Measured?[][] found = await new CircuitSurvey(context).RunAsync(Medians(state, context), state, cancellationToken)
            .ConfigureAwait(false);
        CalibrationState next = state;
        for (int q = 0; q < found.Length; q++)
        {
            next = next.With(Quantity.MedianPrefix + CircuitSurvey.Names[q], [.. found[q].Select(m => m?.Value)]);
        }
        var report = new RoutineReport
        {
            Routine = Name, Version = Version, Measurements = 1, AtBoundary = 0, Success = [.. Enumerable.Repeat(true, context.Count)],
            ChipSeconds = context.Bench.Usage.ChipSeconds - before.ChipSeconds,
        };
        return next with { Reports = [.. next.Reports, report] };
    }

    /// <summary>Settings with every cell but the references at the median over the successful circuits of the same aim.</summary>
    public static CircuitSettings[] Medians(CalibrationState state, CalibrationContext context)
    {
        IReadOnlyList<bool> success = state.Success;
        var settings = state.Settings.ToArray();
        foreach (IGrouping<CircuitAim, int> group in Enumerable.Range(0, context.Count).GroupBy(i => context.Aims[i]))
        {
            int[] good = [.. group.Where(i => success[i])];
            if (good.Length == 0)
            {
                continue;
            }
            foreach (int row in settings[good[0]].Codes.Keys.Where(row => row is not (CircuitRow.ExcitatoryShift or CircuitRow.InhibitoryShift)))
            {
                int[] codes = [.. good.Select(i => settings[i].Codes[row]).Order()];
                foreach (int i in group)
                {
                    settings[i] = settings[i].With(row, codes[codes.Length / 2]);
                }
            }
        }
        return settings;
    }
}
