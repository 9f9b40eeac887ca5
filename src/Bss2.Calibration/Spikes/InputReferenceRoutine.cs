using Bss2.Calibration.Instruments;
using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>Reference of a synaptic input: the shift code at which a circuit rises as fast with the input on as with it off.</summary>
/// <remarks>Analog-core 6.5: the most important calibration, because 5 mV of offset are a permanent event of full weight (2.3).</remarks>
/// <param name="excitatory">Which input.</param>
internal sealed class InputReferenceRoutine(bool excitatory) : ICalibrationRoutine
{
    // Thresholds half way between reset and leak: both directions show.
    private const double Fraction = 0.5, RiseTimeConstants = 1;

    // 128 codes are 32 mV: six standard deviations of the offset (analog-core 8.3).
    private const int ReachCodes = 128;

    /// <inheritdoc/>
    public string Name => excitatory ? "excitatory reference" : "inhibitory reference";

    /// <inheritdoc/>
    public int Version => 1;

    private int ShiftRow => excitatory ? CircuitRow.ExcitatoryShift : CircuitRow.InhibitoryShift;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        CircuitSettings[] settings = SpikeMethod.Raised(state, context);
        int[] thresholds = [.. SpikeMethod.RaisedModels(state).Select((m, i) => m is { } model
            ? CodeRange.CapMem.Clamp(model.ResetCode + Fraction * (model.LeakCode - model.ResetCode)) : settings[i].Codes[CircuitRow.Threshold])];
        var meter = new RiseMeter(context);
        CircuitTimes[] off = await meter.TimesAsync(settings, BenchSwitches.Off, thresholds, RiseTimeConstants, ChipBench.SettleMs, cancellationToken)
            .ConfigureAwait(false);
        var inputs = new BenchSwitches(excitatory, !excitatory, PauseInReset: false);
        var problem = new Problem(this, settings, thresholds, inputs, meter);
        // A circuit that does not rise with its inputs off has no target: any will do, it will not be called a success.
        var goal = new SearchGoal(new(OperatingPoint.ShiftCode - ReachCodes, OperatingPoint.ShiftCode + ReachCodes),
            [.. off.Select(times => times.Count > 0 ? times.Median() : 1)], Rising: !excitatory);
        SearchOutcome outcome = await SearchLoop.RunAsync(new NoisyBinarySearch(excitatory ? 0x5EFEu : 0x5EF1u), problem, goal, new(),
            context.Progress, cancellationToken).ConfigureAwait(false);
        RoutineReport report = context.Report(this, outcome, goal, before, "µs");
        report = report with { Success = [.. report.Success.Select((success, i) => success && off[i].Count > 0)] };
        CalibrationState next = state.WithCodes(ShiftRow, outcome.Codes);
        return next with { Reports = [.. next.Reports, report] };
    }

    private sealed class Problem(InputReferenceRoutine routine, CircuitSettings[] settings, int[] thresholds, BenchSwitches inputs,
        RiseMeter meter) : ICalibrationProblem
    {
        public string Name => routine.Name;

        public int Count => settings.Length;

        public async ValueTask MeasureAsync(ReadOnlyMemory<int> codes, Memory<Observation> observations, CancellationToken cancellationToken)
        {
            CircuitSettings[] set = [.. settings.Select((s, i) => s.With(routine.ShiftRow, codes.Span[i]))];
            CircuitTimes[] times = await meter.TimesAsync(set, inputs, thresholds, RiseTimeConstants, ChipBench.SettleMs, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < Count; i++)
            {
                // Silent: the input drains more than the leak delivers.
                observations.Span[i] = times[i].Count > 0 ? Observation.Of(times[i].Median()) : Observation.Above;
            }
        }
    }
}
