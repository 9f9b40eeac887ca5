using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Hal.Coordinates;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Synapse DAC bias: every block's events pull lines down as far as those of the weakest block do.</summary>
/// <remarks>Analog-core 6.2: drop of the lines by events of 128 drivers, line biases 0 so that nothing flows back; the charge is proportional to the bias.</remarks>
internal sealed class SynapseDacRoutine : ICalibrationRoutine
{
    // 128 synapses of weight 12 pull a line down by 0.19 V, 42 LSB.
    private const int Conversions = 16, Rounds = 2, Weight = 12;

    // A block this much weaker or stronger than the others is broken: blocks scatter by 5 % (analog-core 8.3).
    private const double Tolerance = 0.3;

    /// <inheritdoc/>
    public string Name => "synapse DAC bias";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        CircuitSettings[] settings = [.. state.Settings.Select(s => s.With(CircuitRow.ExcitatoryTau, 0))];
        BenchSwitches switches = BenchSwitches.Off with { Silent = true, Readout = ReadoutNode.ExcitatoryLine };
        var meter = new CadcMeter(context.Bench);
        await context.Bench.ApplyAsync(settings, switches, ChipBench.SettleMs, cancellationToken).ConfigureAwait(false);
        await context.Bench.SetWeightAsync(Weight, cancellationToken).ConfigureAwait(false);
        int[] dac = [.. state.SynapseDac];
        double?[] drops = [];
        for (int round = 0; round < Rounds; round++)
        {
            if (round > 0)
            {
                await context.Bench.SetSynapseDacAsync(dac, cancellationToken).ConfigureAwait(false);
            }
            double[] seen = await meter.LineDropsAsync(Conversions, excitatory: true, cancellationToken).ConfigureAwait(false);
            drops = [.. Enumerable.Range(0, CapMemBlock.Count).Select(block => Median(context, seen, block))];
            double weakest = drops.OfType<double>().Min();
            for (int block = 0; block < dac.Length; block++)
            {
                dac[block] = drops[block] is { } drop ? (int)Math.Round(dac[block] * weakest / drop) : dac[block];
            }
            context.Progress?.Report(new(round + 1, Rounds));
        }
        double mean = drops.OfType<double>().Average();
        var report = new RoutineReport
        {
            Routine = Name, Version = Version, Measurements = Rounds, ChipSeconds = context.Bench.Usage.ChipSeconds - before.ChipSeconds,
            Success = [.. context.Circuits.Select(circuit => Math.Abs(drops[circuit.CapMemBlock.Value]!.Value / mean - 1) < Tolerance)],
            AtBoundary = 0, ResidualUnit = "of the mean",
            ResidualRms = Math.Sqrt(drops.OfType<double>().Average(drop => (drop / mean - 1) * (drop / mean - 1))),
        };
        return state with { SynapseDac = dac, Reports = [.. state.Reports, report] };
    }

    // Null for a block without circuits on the bench.
    private static double? Median(CalibrationContext context, double[] drops, int block)
    {
        double[] sorted = [.. drops.Where((_, i) => context.Circuits[i].CapMemBlock.Value == block).Order()];
        return sorted.Length == 0 ? null : Math.Max(1, sorted[sorted.Length / 2]);
    }
}
