using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Spikes;
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
    public ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        var meter = new CadcMeter(context.Bench);
        return new PotentialSearch
        {
            Name = "CADC maximum over v_threshold", Row = CircuitRow.Threshold, Lsb = aim => aim.ThresholdLsb, Rounds = Rounds, BlindCodes = 0,
            Settings = CadcMethod.Slow([.. state.Settings.Select((s, i) => s.With(CircuitRow.Leak, CodeRange.CapMem.Maximum - i % 10))], SlowTauUs),
            Start = [.. state.Settings.Select((s, i) => CodeRange.CapMem.Clamp(s.Codes[CircuitRow.Threshold]
                + SpikeMethod.RestingCode(context.Aims[i], context.Circuits[i]) - NominalSettings.LeakAxisCode(context.Aims[i].LeakLsb)))],
            Measure = async (set, token) =>
            {
                BenchSwitches switches = BenchSwitches.Off with { Readout = ReadoutNode.Membrane };
                await context.Bench.ApplyAsync(set, switches, ChipBench.SettleMs, token).ConfigureAwait(false);
                int[][] traces = await meter.TracesAsync(Conversions, token).ConfigureAwait(false);
                return [.. traces.Select(trace => Observation.Of(trace.OrderDescending().Take(Highest).Average()))];
            },
        }.RunAsync(this, state, context, cancellationToken);
    }
}
