using Bss2.Calibration.Instruments;
using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Reset potential by what the CADC reads while circuits are held in reset.</summary>
/// <param name="name">Name.</param>
/// <param name="refined">Whether codes are near already; at the start all circuits hold the same, which disturbs.</param>
internal sealed class ResetRoutine(string name, bool refined) : ICalibrationRoutine
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
        var problem = new MeasuredProblem("CADC in reset over v_reset", context.Count, async (codes, token) =>
        {
            CircuitSettings[] set = [.. state.Settings.Select((s, i) => s.With(CircuitRow.Reset, codes[i]))];
            double[] lsb = await MeasureAsync(context, set, token).ConfigureAwait(false);
            return [.. lsb.Select(Observation.Of)];
        });
        var goal = new SearchGoal(CodeRange.CapMem, [.. context.Aims.Select(aim => aim.ResetLsb)], Rising: true)
        {
            Start = refined ? [.. state.Settings.Select(s => s.Codes[CircuitRow.Reset])] : CadcMethod.Scattered(context, aim => aim.ResetLsb),
            Tolerance = CadcMethod.ToleranceLsb,
        };
        var search = new PredictionSearch(PredictionLaw.Shift(CadcMethod.LsbPerCode, 40), Rounds);
        SearchOutcome outcome = await SearchLoop.RunAsync(search, problem, goal, new(), context.Progress, cancellationToken).ConfigureAwait(false);
        return CadcMethod.Finish(this, state, context, CircuitRow.Reset, outcome, goal, before, "LSB");
    }

    /// <summary>Reset potentials, LSB.</summary>
    public static async ValueTask<double[]> MeasureAsync(CalibrationContext context, IReadOnlyList<CircuitSettings> settings,
        CancellationToken cancellationToken)
    {
        BenchSwitches switches = BenchSwitches.Off with { Silent = true, Readout = ReadoutNode.Membrane };
        await context.Bench.ApplyAsync(settings, switches, ChipBench.SettleFinelyMs, cancellationToken).ConfigureAwait(false);
        return await new CadcMeter(context.Bench).HeldAsync(Conversions, cancellationToken).ConfigureAwait(false);
    }
}
