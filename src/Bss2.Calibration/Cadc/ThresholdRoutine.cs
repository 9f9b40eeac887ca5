using Bss2.Calibration.Instruments;
using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Spikes;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Threshold, at first: the highest potential that the CADC sees while a circuit fires slowly.</summary>
/// <remarks>
/// Analog-core 6.2, where an offset current drives the membrane; here the divided leak does, at the top of its range, with the same slope of
/// 2 to 3 mV/µs. Few of the highest of many readings are averaged, so that noise adds less than an LSB; the refinement finds the rest.
/// </remarks>
internal sealed class ThresholdRoutine : ICalibrationRoutine
{
    private const int Conversions = 384, Highest = 6, Rounds = 3;

    private const double SlowTauUs = 200;

    /// <inheritdoc/>
    public string Name => "threshold";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        CircuitSettings[] settings = CadcMethod.Slow([.. state.Settings.Select((s, i) =>
            s.With(CircuitRow.Leak, CodeRange.CapMem.Maximum - i % 10))], SlowTauUs);
        var meter = new CadcMeter(context.Bench);
        var problem = new MeasuredProblem("CADC maximum over v_threshold", context.Count, async (codes, token) =>
        {
            CircuitSettings[] set = [.. settings.Select((s, i) => s.With(CircuitRow.Threshold, codes[i]))];
            await context.Bench.ApplyAsync(set, BenchSwitches.Off with { Readout = ReadoutNode.Membrane }, ChipBench.SettleMs, token).ConfigureAwait(false);
            int[][] traces = await meter.TracesAsync(Conversions, token).ConfigureAwait(false);
            return [.. traces.Select(trace => Observation.Of(trace.OrderDescending().Take(Highest).Average()))];
        });
        var goal = new SearchGoal(CodeRange.CapMem, [.. context.Aims.Select(aim => aim.ThresholdLsb)], Rising: true)
        {
            Start = [.. state.Settings.Select((s, i) => CodeRange.CapMem.Clamp(s.Codes[CircuitRow.Threshold]
                + SpikeMethod.RestingCode(context.Aims[i], context.Circuits[i]) - NominalSettings.LeakAxisCode(context.Aims[i].LeakLsb)))],
            Tolerance = CadcMethod.ToleranceLsb,
        };
        var search = new PredictionSearch(PredictionLaw.Shift(CadcMethod.LsbPerCode, 0), Rounds);
        SearchOutcome outcome = await SearchLoop.RunAsync(search, problem, goal, new(), context.Progress, cancellationToken).ConfigureAwait(false);
        return CadcMethod.Finish(this, state, context, CircuitRow.Threshold, outcome, goal, before, "LSB");
    }
}
