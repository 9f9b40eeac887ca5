using Bss2.Emulator;
using Bss2.Emulator.Analog;
using Bss2.Emulator.Digital;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Digital;

/// <summary>A small random network on an emulated chip without FPGA, with random events, resets and clock changes: the same for every engine.</summary>
internal sealed class RandomChip
{
    private const long LongAgo = -50_000_000;
    private const int DacRow = 8, SharedColumn = 128, Closed = 1 << 16;

    private readonly SeedTree _random;
    private readonly int[] _neurons;
    private ulong _draws;

    public RandomChip(ulong seed, EmulatorOptions options, bool shortTermPlasticity = false, bool sensors = false)
    {
        _random = SeedTree.Root(seed).Child(77);
        Chip = new(options);
        BringUp();
        _neurons = [.. Enumerable.Range(0, 2 + Next(5)).Select(_ => 256 * Next(2) + 8 * Next(32) + Next(2)).Distinct().Order()];
        foreach (int neuron in _neurons)
        {
            AddNeuron(neuron);
        }
        for (int block = 0; block < AnalogConfiguration.CapMemBlocks; block++)
        {
            Chip.Analog.WriteCapMem(block, AnalogConfiguration.CapMemColumns * DacRow + SharedColumn, (ushort)(600 + Next(400)), LongAgo);
        }
        AddSynapses();
        AddRouting(Next(4));
        if (shortTermPlasticity)
        {
            AddPlasticity();
        }
        if (sensors)
        {
            foreach (OmnibusBlock block in Chip.Registers.Map.Blocks.Where(b => b.Kind == BlockKind.CorrelationReset))
            {
                for (int offset = 0; offset < block.Length; offset++)
                {
                    Chip.Registers.Write(block, block.Base + (uint)offset, 0, 0);
                }
            }
        }
    }

    public DigitalChip Chip { get; }

    /// <summary>Runs and lists what left the chip, what was counted, and where every membrane stands.</summary>
    public (List<ChipEvent> Events, SpikeStatistics Statistics, double[] Membranes) Run(long cycles)
    {
        var events = new List<ChipEvent>();
        // Events all over the stretch, a few resets, new weights and clock changes, stops that mean nothing.
        var actions = new List<(long Cycle, int Kind)>();
        int spikes = 5 + Next(60);
        for (int k = 0; k < spikes + 10; k++)
        {
            actions.Add((1 + Next((int)cycles - 200), k < spikes ? 0 : 1 + Next(4)));
        }
        Chip.SynchroniseSystemTime(0, 1L << 25);
        foreach ((long cycle, int kind) in actions.OrderBy(a => a.Cycle))
        {
            Act(kind, cycle);
        }
        Chip.AdvanceTo(cycles);
        while (Chip.Fabric.Departed.TryDequeue(out ChipEvent e))
        {
            events.Add(e);
        }
        return (events, Chip.Counters.Snapshot(), [.. _neurons.Select(Chip.Engine.MembraneVolts)]);
    }

    // What SystemInit leaves behind: clocks, links, cells that follow their codes.
    private void BringUp()
    {
        const long before = -100_000;
        uint[] plls = [0x2A20_A902, 0xC0CB_F200, 0x2A20_A902, 0xC0CB_F200, 0x110D_0101];
        Chip.Links.HoldReset(false, before);
        for (int register = 0; register < plls.Length; register++)
        {
            Chip.Links.WriteClock(register, plls[register], before);
        }
        for (int phy = 0; phy < HighSpeedLinks.Count; phy++)
        {
            Chip.Links.ConfigureFpga(phy, 0x20_4040, before);
            Chip.Links.ConfigureChip(phy, 0x20_4000, before);
        }
        Chip.Links.EnableFpga(0xFF, before);
        Chip.Links.EnableChip(0xFF, before);
        for (int block = 0; block < AnalogConfiguration.CapMemBlocks; block++)
        {
            Chip.Analog.RefreshCapMem(block, true, LongAgo);
        }
    }

    private int Next(int count) => _random.Integer(_draws++, count);

    private void Act(int kind, long cycle)
    {
        switch (kind)
        {
            case 0:
                Chip.Fabric.FromHost((ushort)(Next(2) << 14 | Next(4)), cycle);
                break;
            case 1:
                Chip.AdvanceTo(cycle);
                break;
            case 2:
                int neuron = _neurons[Next(_neurons.Length)], side = RefractoryTiming.SideOf(neuron);
                Write(BlockKind.NeuronReset, side, 4 * (128 * (neuron / 256) + neuron % 128), 0, cycle);
                break;
            case 3:
                int half = Next(2), row = Next(256), quad = Next(64);
                Write(BlockKind.SynapseWeight, half, 64 * row + quad, (uint)_random.Bits(_draws++) & 0x3F3F_3F3F, cycle);
                break;
            default:
                Write(BlockKind.CommonBackend, Next(2), 0, CommonBackend(), cycle);
                break;
        }
    }

    private uint CommonBackend() => 0b101u | (uint)Next(6) << 4 | (uint)Next(6) << 8;

    private void Write(BlockKind kind, int index, int offset, uint value, long cycle)
    {
        OmnibusBlock block = Chip.Registers.Map.Blocks.First(b => b.Kind == kind && b.Index == index);
        if (!Chip.TakesAhead(block, block.Base + (uint)offset, value))
        {
            Chip.AdvanceTo(cycle);
        }
        Chip.Write(block, block.Base + (uint)offset, value, cycle);
    }

    private void AddNeuron(int neuron)
    {
        Chip.Analog.Circuits[neuron] = new()
        {
            EnableFire = true, EnableThresholdComparator = true, EnableExcitatory = true, EnableInhibitory = true,
            ExcitatorySmallCapacitance = true, InhibitorySmallCapacitance = true, ResetMultiply = true, MembraneCapacitance = 63,
        };
        Chip.Analog.ColumnCurrents[neuron] = new() { Excitatory = true, Inhibitory = true };
        int block = neuron / 256 * 2 + neuron % 256 / 128, tau = 150 + Next(600);
        // Some fire by themselves, some have equal time constants, most are ordinary.
        foreach ((int row, int code) in new[]
        {
            (0, Next(8) == 0 ? 900 : 700), (1, 600 + Next(100)), (2, 420 + Next(80)), (8, 100 + Next(600)), (9, 1012), (10, tau), (12, 310),
            (13, 300 + Next(500)), (14, Next(2) == 0 ? tau : 150 + Next(600)), (16, 310), (17, 300 + Next(500)),
        })
        {
            Chip.Analog.WriteCapMem(block, AnalogConfiguration.CapMemColumns * row + neuron % 128, (ushort)code, LongAgo);
        }
        int side = RefractoryTiming.SideOf(neuron), first = 4 * (128 * (neuron / 256) + neuron % 128), refractory = Next(60), holdoff = Next(16);
        uint address = (uint)Next(4);
        Write(BlockKind.NeuronBackend, side, first, ~(address >> 2) & 0x3F | (uint)(holdoff & 3) << 6, 0);
        Write(BlockKind.NeuronBackend, side, first + 1,
            ~(uint)(refractory >> 4) & 0xF | (~address & 3) << 4 | (uint)(holdoff >> 2) << 6, 0);
        Write(BlockKind.NeuronBackend, side, first + 2, (~(uint)refractory & 0xF) << 2 | (uint)Next(2) << 1, 0);
        Write(BlockKind.NeuronBackend, side, first + 3, 0x10, 0);
        Write(BlockKind.CommonBackend, side, 0, CommonBackend(), 0);
    }

    private void AddSynapses()
    {
        for (int driver = 0; driver < 2 * AnalogConfiguration.Drivers; driver += 1 + Next(12))
        {
            Chip.Analog.SynapseDrivers[driver] = new()
            {
                EnableReceiver = true, EnableAddressOut = true, CompareMask = 0, BottomExcitatory = true, TopInhibitory = true,
            };
            int half = driver / AnalogConfiguration.Drivers, row = 2 * (driver % AnalogConfiguration.Drivers) + (Next(3) == 0 ? 1 : 0);
            foreach (int neuron in _neurons.Where(n => n / 256 == half))
            {
                int synapse = (AnalogConfiguration.Rows * half + row) * AnalogConfiguration.Columns + neuron % 256;
                (Chip.Analog.Weights[synapse], Chip.Analog.Labels[synapse]) = ((byte)Next(64), (byte)Next(4));
            }
        }
        Chip.Analog.CircuitVersion++;
        Chip.Analog.TopologyVersion++;
        Chip.Analog.SynapseVersion++;
    }

    // Two of three drivers that listen, with everything else drawn.
    private void AddPlasticity()
    {
        for (int block = 0; block < AnalogConfiguration.CapMemBlocks; block++)
        {
            foreach ((int row, int code) in new[] { (0, 100), (1, 330), (2, 400), (3, 50), (12, 1022), (13, 600), (14, 600) })
            {
                Chip.Analog.WriteCapMem(block, AnalogConfiguration.CapMemColumns * row + SharedColumn, (ushort)code, LongAgo);
            }
        }
        for (int half = 0; half < 2; half++)
        {
            Write(BlockKind.StpConfig, half, 0, 0x10u | (uint)Next(6), 0);
        }
        foreach (ref DriverCircuit driver in Chip.Analog.SynapseDrivers.AsSpan())
        {
            if (driver.EnableReceiver && Next(3) > 0)
            {
                (driver.EnableStp, driver.EnableRecovery, driver.SelectTargetVoltages) = (true, Next(4) > 0, Next(2) == 0);
                (driver.Utilization, driver.Recovery, driver.Offset) = ((byte)Next(16), (byte)Next(16), (byte)Next(16));
            }
        }
        Chip.Analog.SynapseVersion++;
    }

    // 0: neurons reach no synapse; 1: the west of the top half reaches the bottom half; 2: anything goes; 3: the same, denser.
    private void AddRouting(int style)
    {
        for (int half = 0; half < 2; half++)
        {
            Chip.Fabric.WritePadiConfig(half, 0xF);
        }
        for (int node = 0; node < 76; node++)
        {
            Chip.Fabric.WriteNode(node, Closed);
        }
        for (int input = 0; input < 8; input++)
        {
            for (int k = 0; k < 3; k++)
            {
                bool open = k == 2 || style switch { 0 => false, 1 => k == 1 && input < 4, 2 => Next(2) == 0, _ => true };
                Chip.Fabric.WriteNode(3 * input + k, open ? 0u : Closed);
            }
        }
        for (int lane = 0; lane < 2; lane++)
        {
            for (int output = 0; output < (style == 1 ? 4 : 8); output++)
            {
                Chip.Fabric.WriteNode(24 + 9 * lane + output, Next(3) == 0 ? Closed : 0u);
            }
            Chip.Fabric.WriteNode(24 + 9 * lane + 8, Next(2) == 0 ? Closed : 0u);
        }
    }
}
