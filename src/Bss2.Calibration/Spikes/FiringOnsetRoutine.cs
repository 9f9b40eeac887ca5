using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>
/// Where the threshold meets the raised leak potential, coarsely: the threshold code at which a circuit, its inputs off, fires at the rate
/// of a rise of three time constants. What never fires or always does is dead, or a cell of it is stuck.
/// </summary>
/// <remarks>Analog-core 6.2 NeuronThreshold and 6.5: θ against E_l.</remarks>
internal sealed class FiringOnsetRoutine : ICalibrationRoutine
{
    private const double RiseTimeConstants = 3, RisesPerEpoch = 4, ExcursionVolts = 0.48;
    private const int Epochs = 4;

    /// <inheritdoc/>
    public string Name => "firing onset";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var problem = new Problem(SpikeMethod.Raised(state, context), context);
        var goal = new SearchGoal(CodeRange.CapMem,
            [.. context.Aims.Select(aim => 1000 / (BenchRouting.DeadUs + RiseTimeConstants * aim.MembraneTauUs))], Rising: false);
        SearchOutcome outcome = await SearchLoop.RunAsync(new NoisyBinarySearch(0x0E5E7), problem, goal, new(), context.Progress,
            cancellationToken).ConfigureAwait(false);
        double overdrive = RiseModel.OverdriveFor(ExcursionVolts / NominalCircuit.VoltsPerCode, RiseTimeConstants, NominalCircuit.VoltsPerCode);
        double?[] leak = [.. outcome.Codes.Select((code, i) => outcome.Success[i] ? code + overdrive : (double?)null)];
        CalibrationState next = state.With(Quantity.RaisedLeak, leak);
        return next with { Reports = [.. next.Reports, context.Report(this, outcome, goal, before, "kHz")] };
    }

    private sealed class Problem(CircuitSettings[] settings, CalibrationContext context) : ICalibrationProblem
    {
        public string Name => "firing rate over v_threshold";

        public int Count => context.Count;

        public async ValueTask MeasureAsync(ReadOnlyMemory<int> codes, Memory<Observation> observations, CancellationToken cancellationToken)
        {
            CircuitSettings[] set = [.. settings.Select((s, i) => s.With(CircuitRow.Threshold, codes.Span[i]))];
            await context.Bench.ApplyAsync(set, BenchSwitches.Off, ChipBench.SettleMs, cancellationToken).ConfigureAwait(false);
            double durationUs = RisesPerEpoch * (BenchRouting.DeadUs + RiseTimeConstants * context.Aims.Max(aim => aim.MembraneTauUs));
            CircuitTimes[] rises = await context.Recorder.FreeRunAsync(Epochs, durationUs, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < Count; i++)
            {
                observations.Span[i] = Observation.Of(1000 * rises[i].Count / (Epochs * durationUs));
            }
        }
    }
}
