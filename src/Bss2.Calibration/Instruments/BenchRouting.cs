using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Spikes;

namespace Bss2.Calibration.Instruments;

/// <summary>
/// Digital side of the bench: every circuit's spikes reach the host under a label of its own; stimuli of the host reach all circuits
/// through the same synapses of each column; resets are spread over event outputs so that circuits that fire alike do not crowd one.
/// </summary>
/// <remarks>
/// Stimuli come in eight groups of sixteen drivers, four on each PADI bus. The bottom row of a driver excites, the top row inhibits; label
/// 1 + g selects the excitatory, 9 + g the inhibitory synapses of group g. Presenting groups in turn averages over synapses and drivers.
/// </remarks>
internal sealed class BenchRouting
{
    /// <summary>Stimulus groups.</summary>
    public const int Groups = 8;

    /// <summary>Drivers, and with them synapses per column and sign, of a group.</summary>
    public const int DriversPerGroup = SynapseDriver.PerHemisphere / Groups;

    /// <summary>Largest weight of a synapse.</summary>
    public const int MaximumWeight = 63;

    /// <summary>Refractory counter: 125 ticks of 64 ns, 8 µs, sixteen time constants of the reset.</summary>
    public const int RefractoryTicks = 125, ClockScale = 3;

    /// <summary>Time that a circuit spends in reset after a spike or a reset: the reset ends a tick before the counter does.</summary>
    public const double DeadUs = (RefractoryTicks - 1) * TickUs;

    /// <summary>Length of a refractory tick, µs.</summary>
    public const double TickUs = 0.004 * (2 << ClockScale);

    /// <summary>From the host's event to the synapse, and from the comparator to the time stamp, µs (analog-core 2.6: 80 ns together).</summary>
    public const double InputLatencyUs = 0.04, OutputLatencyUs = 0.04;

    private const int NeuronsPerOutputRow = 32, BusesPerHemisphere = 4, ExcitatoryRow = 1, InhibitoryRow = 2;

    private readonly IReadOnlyList<AtomicNeuron> _circuits;
    private readonly int[] _instance = new int[AtomicNeuron.Count];
    private readonly ColumnQuad[] _quads;
    private readonly int[] _resetPosition;

    public BenchRouting(IReadOnlyList<AtomicNeuron> circuits)
    {
        _circuits = circuits;
        Array.Fill(_instance, -1);
        for (int i = 0; i < circuits.Count; i++)
        {
            _instance[circuits[i].Value] = i;
        }
        // Neighbouring quads share an event output: order by their place within it first.
        _quads = [.. circuits.Select(QuadOf).Distinct().OrderBy(quad => quad.QuadColumn.Value % 4).ThenBy(quad => quad.QuadColumn.Value / 32)
            .ThenBy(quad => quad.Hemisphere.Value).ThenBy(quad => quad.QuadColumn.Value)];
        _resetPosition = [.. circuits.Select(circuit => Array.IndexOf(_quads, QuadOf(circuit)))];
    }

    /// <summary>FPGA cycles that the resets of all circuits take.</summary>
    public int ResetCycles => 2 * _quads.Length;

    /// <summary>FPGA cycle, counted from the cycle of the first reset's first instruction, at which circuit i is reset.</summary>
    public int ResetCycle(int i) => 2 * _resetPosition[i] + 1;

    /// <summary>Configures routing, stimulus synapses and backends.</summary>
    public void Configure(BenchProgram program, int weight)
    {
        for (int node = 0; node < CrossbarNodeAddress.Count; node++)
        {
            var address = new CrossbarNodeAddress(node);
            int input = address.Input.Value, output = address.Output.Value;
            bool open = (input == 8 && output < 8) || (input < 8 && output >= 8);
            program.Write(address, new CrossbarNode { Mask = 0, Target = open ? 0 : 1, EnableDropCounter = true });
        }
        for (int h = 0; h < Hemisphere.Count; h++)
        {
            program.Write(new Hemisphere(h), new CommonPADIBusConfig { EnableSpl1 = [true, true, true, true] });
            program.Write(new Hemisphere(h), new CommonSynramConfig());
        }
        Clocks(program, on: false);
        for (int i = 0; i < _circuits.Count; i++)
        {
            program.Write(_circuits[i].Backend, new NeuronBackendConfig
            {
                AddressOut = Address(_circuits[i]), RefractoryTime = RefractoryTicks, SelectInputClock = 1, EnSpikeOut = true,
            });
        }
        foreach (ColumnQuad quad in _quads)
        {
            bool[] on = Used(quad);
            program.Write(quad, new ColumnCurrentQuad { EnableSynapticCurrentExcitatory = on, EnableSynapticCurrentInhibitory = on });
        }
        Weights(program, weight);
    }

    /// <summary>Configures drivers and stimulus synapses.</summary>
    public void Weights(BenchProgram program, int weight)
    {
        foreach (int hemisphere in _quads.Select(quad => quad.Hemisphere.Value).Distinct())
        {
            Synapses(program, new(hemisphere), weight);
        }
    }

    /// <summary>Connects the causal CADC channels of the circuits' columns to their read-out amplifiers.</summary>
    public void ConnectCadc(BenchProgram program)
    {
        foreach (ColumnQuad quad in _quads)
        {
            program.Write(quad, new ColumnCorrelationQuad { EnableCadcNeuronReadoutCausal = Used(quad) });
        }
    }

    /// <summary>Refractory clocks of all circuits on or off.</summary>
    public void Clocks(BenchProgram program, bool on)
    {
        for (int block = 0; block < NeuronBackendBlock.Count; block++)
        {
            program.Write(new NeuronBackendBlock(block), new CommonNeuronBackendConfig { EnClocks = on, ClockScaleFast = ClockScale });
        }
    }

    /// <summary>Resets every circuit, two FPGA cycles per four circuits.</summary>
    public void ResetAll(BenchProgram program)
    {
        foreach (ColumnQuad quad in _quads)
        {
            program.Write(quad, new NeuronResetQuad());
        }
    }

    /// <summary>Label by which the host stimulates a group.</summary>
    public static SpikeLabel Label(int group, bool excitatory) => SpikeLabel.ForInput(0, 0, (excitatory ? 1 : 1 + Groups) + group);

    /// <summary>Instance of a circuit on the bench, or null if the label is nobody's.</summary>
    public int? Instance(SpikeLabel label)
    {
        int address = label.NeuronBackendAddress, row = address / NeuronsPerOutputRow;
        if (row >= NeuronRow.Count)
        {
            return null;
        }
        int instance = _instance[NeuronColumn.Count * row + NeuronsPerOutputRow * label.NeuronEventOutput + address % NeuronsPerOutputRow];
        return instance >= 0 ? instance : null;
    }

    private bool[] Used(ColumnQuad quad)
    {
        var used = new bool[EntryOnQuad.Count];
        for (int entry = 0; entry < used.Length; entry++)
        {
            SynapseColumn column = SynapseQuadAddress.ColumnOf(quad.QuadColumn, new(entry));
            used[entry] = _instance[NeuronColumn.Count * quad.Hemisphere.Value + column.Value] >= 0;
        }
        return used;
    }

    private static int Address(AtomicNeuron circuit) => NeuronsPerOutputRow * circuit.Row.Value + circuit.Column.Value % NeuronsPerOutputRow;

    /// <summary>Quad of columns that a circuit is reset with.</summary>
    public static ColumnQuad QuadOf(AtomicNeuron circuit) => new(circuit.Hemisphere, SynapseQuadAddress.QuadOf(circuit.SynapseColumn));

    private void Synapses(BenchProgram program, Hemisphere hemisphere, int weight)
    {
        int[] weights = [weight, weight, weight, weight];
        int[] columns = [.. _quads.Where(quad => quad.Hemisphere == hemisphere).Select(quad => quad.QuadColumn.Value)];
        for (int bus = 0; bus < BusesPerHemisphere; bus++)
        {
            for (int position = 0; position < SynapseDriver.PerBus; position++)
            {
                var driver = new SynapseDriver(hemisphere, new PadiBus(bus), position);
                int group = position / (SynapseDriver.PerBus / Groups);
                program.Write(driver, new SynapseDriverConfig
                {
                    EnReceiver = true, RowAddressCompareMask = 0, RowModeBottom = ExcitatoryRow, RowModeTop = InhibitoryRow,
                });
                foreach (int column in columns)
                {
                    Quad(program, new(hemisphere, driver.BottomRow, new(column)), weights, Label(group, excitatory: true).SynapseLabel);
                    Quad(program, new(hemisphere, driver.TopRow, new(column)), weights, Label(group, excitatory: false).SynapseLabel);
                }
            }
        }
    }

    private static void Quad(BenchProgram program, SynapseQuadAddress at, int[] weights, int label) =>
        program.Write(at, new SynapseQuad { Weights = weights, Labels = [label, label, label, label] });
}
