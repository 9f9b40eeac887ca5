using Bss2.Calibration;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Spikes;
using Bss2.Calibration.Store;
using Bss2.Calibration.Summary;
using Bss2.Calibration.Targets;
using Bss2.Emulator;
using Bss2.Emulator.Faults;
using Bss2.Hal.Coordinates;
using Bss2.Network;
using Bss2.Runtime.Placement;

namespace Bss2.SimulationTests.Calibration;

/// <summary>
/// A chip with dead neurons, stuck cells and dead synapses: the calibration ends, masks what is broken and nothing else, and placements keep
/// away from it. Whole dies, and training on them: `bss2 table dies --faults docs/examples/worn-chip.json`.
/// </summary>
public sealed class BrokenHardwareTests
{
    private const int Die = 4, SynapseRows = 256;

    // These are sound on this die (SpikesOnlyTests).
    private static AtomicNeuron[] Circuits { get; } = [.. Enumerable.Range(0, 12).Select(i => new AtomicNeuron(32 * i + 7))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_broken_is_masked_and_nothing_else_and_placements_pass_over_it()
    {
        (AtomicNeuron silent, AtomicNeuron deaf) = (Circuits[1], Circuits[9]);
        (AtomicNeuron Circuit, int Row, int Code)[] stuck =
            [(Circuits[3], CircuitRow.Threshold, 1022), (Circuits[5], CircuitRow.LeakBias, 20), (Circuits[6], CircuitRow.ExcitatoryGm, 0)];
        var faults = new ChipFaults
        {
            Seed = 3, DeadNeurons = new() { List = [silent.Value] },
            StuckCapmem = new()
            {
                List = [.. stuck.Select(s => new StuckCell(new(s.Circuit.CapMemBlock.Value, s.Row, s.Circuit.IndexInConfigBlock), s.Code))],
            },
            DeadSynapses = new()
            {
                Share = 0.05,
                List = [.. Enumerable.Range(0, SynapseRows).Select(row => new SynapsePlace(deaf.Hemisphere.Value, row, deaf.SynapseColumn.Value))],
            },
        };
        await using var chip = new EmulatorExecutor(new() { Die = Die, Faults = faults });
        var calibrator = new Calibrator(chip, CalibrationTarget.Max, Circuits);
        CalibrationState state = calibrator.Start;
        // All that calibrate and check; the last only compares.
        foreach (ICalibrationRoutine routine in SpikeMethod.Routines.SkipLast(1))
        {
            state = await calibrator.RunAsync(state, routine, null, Token);
        }
        AtomicNeuron[] broken = [silent, deaf, .. stuck.Select(s => s.Circuit)];
        Assert.Equal(Circuits.Select(circuit => !broken.Contains(circuit)), state.Success);

        var file = new CalibrationFile
        {
            ChipIdentity = chip.Chip.Identity, ChipName = chip.Chip.Name, Method = "spikes", Target = CalibrationTarget.Max, Circuits = Circuits,
            Routines = [.. state.Reports.Select(report => new RoutineVersion(report.Routine, report.Version))], State = state,
        };
        var summary = new CalibrationSummary(file);
        Assert.Equal(7, summary.Count(CircuitVerdict.Good));
        Assert.Equal(CircuitVerdict.Dead, summary.Verdicts[1]);
        Assert.Equal(CircuitVerdict.Dead, summary.Verdicts[3]);
        Assert.Equal(CircuitVerdict.Limited, summary.Verdicts[9]);
        // A sound chip of the same die is another one.
        Assert.Throws<InvalidDataException>(() => file.RequireChip(new EmulatorExecutor(new() { Die = Die }).Chip.Identity, "here"));

        LifParameters lif = new() { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6, RefractoryUs = 60 };
        NetworkSnapshot Net(int neurons) => new()
        {
            InputSize = 2, WindowUs = 50, Layers = [new("hidden", neurons, lif)],
            Projections = [new Projection(Projection.Input, 0, 2, neurons, new double[2 * neurons])],
        };
        var placement = new ChipPlacement(Net(7), new() { RowsPerInput = 5, Circuits = file.Table() });
        Assert.Equal(Circuits.Except(broken).ToHashSet(), [.. Enumerable.Range(0, 7).Select(n => placement.Circuit(0, n))]);
        Assert.Contains("8 of neuron circuits", Assert.Throws<PlacementException>(
            () => new ChipPlacement(Net(8), new() { RowsPerInput = 5, Circuits = file.Table() })).Message, StringComparison.Ordinal);
    }
}
