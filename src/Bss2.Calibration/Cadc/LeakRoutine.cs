using Bss2.Calibration.Instruments;
using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Spikes;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Leak potential by what the CADC reads at rest.</summary>
/// <param name="name">Name.</param>
/// <param name="inputs">Whether both inputs are on, so that the leak takes up what their references leave.</param>
internal sealed class LeakRoutine(string name, bool inputs) : ICalibrationRoutine
{
    private const int Rounds = 3, Conversions = 32;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var problem = new MeasuredProblem("CADC at rest over v_leak", context.Count, async (codes, token) =>
        {
            CircuitSettings[] set = [.. state.Settings.Select((s, i) => s.With(CircuitRow.Leak, codes[i]))];
            double[] lsb = await MeasureAsync(context, set, inputs, token).ConfigureAwait(false);
            return [.. lsb.Select(Observation.Of)];
        });
        var goal = new SearchGoal(CodeRange.CapMem, [.. context.Aims.Select(aim => aim.LeakLsb)], Rising: true)
        {
            Start = [.. inputs ? state.Settings.Select(s => s.Codes[CircuitRow.Leak])
                : context.Aims.Select((aim, i) => SpikeMethod.RestingCode(aim, context.Circuits[i]))],
            Tolerance = CadcMethod.ToleranceLsb,
        };
        var search = new PredictionSearch(PredictionLaw.Shift(CadcMethod.LsbPerCode, 40), Rounds);
        SearchOutcome outcome = await SearchLoop.RunAsync(search, problem, goal, new(), context.Progress, cancellationToken).ConfigureAwait(false);
        return CadcMethod.Finish(this, state, context, CircuitRow.Leak, outcome, goal, before, "LSB");
    }

    /// <summary>Resting potentials, LSB.</summary>
    public static async ValueTask<double[]> MeasureAsync(CalibrationContext context, IReadOnlyList<CircuitSettings> settings, bool inputs,
        CancellationToken cancellationToken)
    {
        BenchSwitches switches = (inputs ? BenchSwitches.Both : BenchSwitches.Off) with { Silent = true, Readout = ReadoutNode.Membrane };
        await context.Bench.ApplyAsync(settings, switches, ChipBench.SettleFinelyMs, cancellationToken).ConfigureAwait(false);
        return await new CadcMeter(context.Bench).RestAsync(CadcMethod.RestUs(context), Conversions, cancellationToken).ConfigureAwait(false);
    }
}
