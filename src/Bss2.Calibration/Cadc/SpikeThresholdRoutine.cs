using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Threshold, refined: from intervals between spikes on the CADC's scale.</summary>
internal sealed class SpikeThresholdRoutine : ICalibrationRoutine
{
    private const int Rounds = 2;

    // Codes to go when a circuit did not fire, or started above its threshold.
    private const double BlindCodes = 40;

    /// <inheritdoc/>
    public string Name => "threshold, refined";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var meter = new ThresholdMeter(context);
        IReadOnlyList<double?> taus = state[Quantity.MembraneTau];
        var problem = new MeasuredProblem("threshold over v_threshold", context.Count, async (codes, token) => await meter.MeasureAsync(
            [.. state.Settings.Select((s, i) => s.With(CircuitRow.Threshold, codes[i]))], taus, token).ConfigureAwait(false));
        var goal = new SearchGoal(CodeRange.CapMem, [.. context.Aims.Select(aim => aim.ThresholdLsb)], Rising: true)
        {
            Start = [.. state.Settings.Select(s => s.Codes[CircuitRow.Threshold])], Tolerance = CadcMethod.ToleranceLsb,
        };
        var search = new PredictionSearch(PredictionLaw.Shift(CadcMethod.LsbPerCode, BlindCodes), Rounds);
        SearchOutcome outcome = await SearchLoop.RunAsync(search, problem, goal, new(), context.Progress, cancellationToken).ConfigureAwait(false);
        return CadcMethod.Finish(this, state, context, CircuitRow.Threshold, outcome, goal, before, "LSB");
    }
}
