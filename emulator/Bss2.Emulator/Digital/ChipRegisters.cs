using Bss2.Emulator.Analog;
using Bss2.Emulator.Faults;
using Bss2.Emulator.Readout;

namespace Bss2.Emulator.Digital;

/// <summary>The chip's Omnibus: writes change configuration, reads return what memory holds; each address has a named block.</summary>
internal sealed class ChipRegisters
{
    private const uint ClockScales = 0xFF0, ForceReset = 2, AdaptationScale = 0xF_0000;

    private readonly AnalogConfiguration _analog;
    private readonly NeuronBackends _backends;
    private readonly EventFabric _fabric;
    private readonly Converters _converters;
    private readonly SynapsePlasticity _plasticity;
    private readonly SynapseMemory _synapses;
    private readonly uint[][] _memory;
    private readonly Action<int, long> _resetNeuron;
    private readonly HighSpeedLinks _links;
    private readonly FaultMap _faults;

    public ChipRegisters(AnalogConfiguration analog, NeuronBackends backends, EventFabric fabric, Converters converters,
        SynapsePlasticity plasticity, HighSpeedLinks links, FaultMap faults, Action<int, long> resetNeuron)
    {
        (_analog, _backends, _fabric, _converters) = (analog, backends, fabric, converters);
        (_plasticity, _links, _faults, _resetNeuron) = (plasticity, links, faults, resetNeuron);
        _synapses = new(analog, faults);
        CapMem = new(analog);
        for (int block = 0; block < AnalogConfiguration.CapMemBlocks; block++)
        {
            analog.RefreshCapMem(block, false, 0);
        }
        _memory = [.. Map.Blocks.Select(block => new uint[block.Length])];
        foreach (((int block, int cell), ushort code) in faults.StuckCells)
        {
            analog.WriteCapMem(block, cell, code, 0);
        }
    }

    public OmnibusMap Map { get; } = ChipMap.Create();

    public CapMemReference CapMem { get; }

    /// <summary>Start value of system time that was last written, 8 ns steps, 43 bits.</summary>
    public ulong SystemTimeBase
    {
        get
        {
            uint[] words = _memory[Map.Find(0)!.Number];
            return words[0] | (ulong)(words[1] & 0x7FF) << 32;
        }
    }

    /// <summary>Writes 0 to everything that holds a setting: the reset value of all configuration memory.</summary>
    public void Reset(long cycle)
    {
        foreach (OmnibusBlock block in Map.Blocks)
        {
            if ((block.Access & BlockAccess.Write) == 0 || block.Kind is BlockKind.NeuronReset or BlockKind.NeuronResetQuad
                or BlockKind.PadiEvent or BlockKind.MadcControl or BlockKind.CorrelationReset
                or BlockKind.PostPulse || SynapseMemory.Holds(block.Kind))
            {
                continue;
            }
            uint[] memory = _memory[block.Number];
            for (int offset = 0; offset < block.Length; offset++)
            {
                if (memory[offset] != 0 && block.Contains(block.Base + (uint)offset))
                {
                    Write(block, block.Base + (uint)offset, 0, cycle);
                }
            }
        }
        CapMem.Reset(cycle);
        _fabric.ResetCounters();
        _plasticity.BeforeSynapsesChange(0, cycle);
        _plasticity.BeforeSynapsesChange(1, cycle);
        _synapses.Clear();
        _converters.Madc.Reset();
    }

    /// <summary>Whether a write changes nothing but the pace of refractory counters, which is kept by cycle; only the first word of a common
    /// backend acts at all.</summary>
    public bool IsClockChange(OmnibusBlock block, uint address, uint value) => block.Kind == BlockKind.CommonBackend
        && (address != block.Base || (((_memory[block.Number][0] ^ value) & ~ClockScales) == 0 && (value & ForceReset) == 0));

    /// <summary>Reads a word at a chip cycle.</summary>
    public uint Read(OmnibusBlock block, uint address, long cycle)
    {
        int offset = (int)(address - block.Base);
        return block.Kind switch
        {
            BlockKind.SpikeCounterRead => _backends.Counter(NeuronOfBackend(block.Index, offset / 4)),
            BlockKind.InputDrops => _fabric.DropCounter(offset),
            BlockKind.OutputEvents => _fabric.EventCounter(offset),
            BlockKind.CadcTrigger or BlockKind.CadcBuffered => _converters.ReadCadc(block, offset, cycle),
            BlockKind.Pll => _links.Clocks.Read(offset),
            BlockKind.PllStatus => _links.Clocks.SelfTestStatus(cycle / EventTiming.ChipCyclesPerFpgaCycle),
            BlockKind.PpuStatus => 1, // asleep: it is never started
            _ when SynapseMemory.Holds(block.Kind) => _synapses.Read(block, offset),
            _ => _memory[block.Number][offset],
        };
    }

    public void Write(OmnibusBlock block, uint address, uint value, long cycle)
    {
        int offset = (int)(address - block.Base);
        uint[] memory = _memory[block.Number];
        if (SynapseMemory.Holds(block.Kind))
        {
            if (block.Kind != BlockKind.SynapseWeight)
            {
                _plasticity.BeforeSynapsesChange(block.Index, cycle);
            }
            _synapses.Write(block, offset, value);
            return;
        }
        uint before = memory[offset];
        memory[offset] = value;
        switch (block.Kind)
        {
            case BlockKind.CapMemCell:
                int cell = offset % 32 * AnalogConfiguration.CapMemColumns + offset / 32;
                _analog.WriteCapMem(block.Index, cell, _faults.CapMemCode(block.Index, cell, (ushort)(value & 0x3FF)), cycle);
                memory[offset] = value & 0x3FF;
                break;
            case BlockKind.NeuronConfig:
                WriteNeuron(block.Index, offset / 8, memory.AsSpan(offset / 8 * 8 + 2, 6));
                break;
            case BlockKind.NeuronBackend:
                _backends.Configure(NeuronOfBackend(block.Index, offset / 4), memory.AsSpan(offset / 4 * 4, 4));
                WriteFireLine(NeuronOfBackend(block.Index, offset / 4), memory[offset / 4 * 4 + 3]);
                SetAdaptationPulses(block.Index);
                break;
            case BlockKind.CommonBackend when offset == 0:
                _backends.ConfigureCommon(block.Index, value, cycle);
                if (((before ^ value) & AdaptationScale) != 0)
                {
                    SetAdaptationPulses(block.Index);
                }
                break;
            case BlockKind.NeuronReset:
                _resetNeuron(NeuronOfBackend(block.Index, offset / 4), cycle);
                break;
            case BlockKind.NeuronResetQuad:
                for (int entry = 0; entry < 4; entry++)
                {
                    _resetNeuron(AnalogConfiguration.Columns * block.Index + SynapseMemory.ColumnOf(offset, entry), cycle);
                }
                break;
            case BlockKind.SpikeCounterReset:
                _backends.ResetCounter(NeuronOfBackend(block.Index, offset / 4));
                break;
            case BlockKind.SynapseDriver:
                _plasticity.BeforeSynapsesChange(block.Index, cycle);
                WriteDriver(block.Index, offset / 4, memory.AsSpan(offset / 4 * 4, 3));
                break;
            default:
                WriteFabricOrSynapse(block, offset, value, cycle);
                break;
        }
    }

    private void WriteFabricOrSynapse(OmnibusBlock block, int offset, uint value, long cycle)
    {
        switch (block.Kind)
        {
            case BlockKind.PhyEnable:
                _links.EnableChip(value & 0xFF, cycle / EventTiming.ChipCyclesPerFpgaCycle);
                break;
            case BlockKind.Pll:
                _links.WriteClock(offset, value, cycle / EventTiming.ChipCyclesPerFpgaCycle);
                break;
            case BlockKind.ReferenceGenerator when offset == 0:
                CapMem.WriteGenerator(value, cycle);
                break;
            case BlockKind.CapMemConfig:
                CapMem.WriteBlock(block.Index, offset, value, cycle);
                _converters.Registers.Write(block, offset, value);
                break;
            case BlockKind.CrossbarNode:
                _fabric.WriteNode(offset, value);
                break;
            case BlockKind.CrossbarOutput:
                _fabric.WriteOutputConfig(value);
                break;
            case BlockKind.Background:
                _fabric.WriteBackground(offset / 3, offset % 3, value, cycle);
                break;
            case BlockKind.PadiConfig:
                _fabric.WritePadiConfig(block.Index, value);
                for (int bus = 0; bus < 4; bus++)
                {
                    _analog.PulseExtensions[4 * block.Index + bus] = (byte)(value >> (16 + 4 * bus) & 0xF);
                }
                _analog.SynapseVersion++;
                break;
            case BlockKind.PadiEvent:
                _fabric.FromRegister(block.Index, value, cycle);
                break;
            case BlockKind.StpConfig:
                _analog.StpClocks[block.Index] = value;
                break;
            case BlockKind.CorrelationReset:
                ResetSensors(block.Index, offset, cycle);
                break;
            case BlockKind.PostPulse:
                for (int index = 0; index < AnalogConfiguration.Columns; index++)
                {
                    _plasticity.Take(new(cycle, NeuronOfBackend(block.Index, index)));
                }
                break;
            case BlockKind.ColumnCurrent:
                WriteColumns(block, offset, value);
                break;
            case BlockKind.MadcControl:
                _converters.Madc.Control(value, cycle);
                break;
            default:
                _converters.Registers.Write(block, offset, value);
                break;
        }
    }

    private void WriteColumns(OmnibusBlock block, int quad, uint value)
    {
        for (int entry = 0; entry < 4; entry++)
        {
            int neuron = AnalogConfiguration.Columns * block.Index + SynapseMemory.ColumnOf(quad, entry);
            ref ColumnSwitches column = ref _analog.ColumnCurrents[neuron];
            uint bits = value >> (8 * (3 - entry));
            (column.Excitatory, column.Inhibitory) = ((bits & 1) != 0, (bits & 2) != 0);
        }
        _analog.SynapseVersion++;
        _analog.CircuitVersion++;
        _analog.TopologyVersion++;
    }

    private void WriteDriver(int hemisphere, int driver, ReadOnlySpan<uint> words)
    {
        uint a = words[0], b = words[1], c = words[2];
        _analog.SynapseDrivers[AnalogConfiguration.Drivers * hemisphere + driver] = new()
        {
            Utilization = (byte)(a & 0xF),
            Offset = (byte)(a >> 4 & 0xF),
            EnableHagenDac = (a >> 8 & 1) != 0,
            CompareMask = (byte)(a >> 9 & 0x1F),
            EnableAddressOut = (a >> 14 & 1) == 0,
            EnableReceiver = (a >> 15 & 1) != 0,
            BottomExcitatory = (b >> 4 & 1) != 0,
            TopExcitatory = (b >> 5 & 1) != 0,
            BottomInhibitory = (b >> 6 & 1) != 0,
            TopInhibitory = (b >> 7 & 1) != 0,
            Recovery = (byte)((b & 1) << 3 | (b & 2) << 1 | (b & 4) >> 1 | (b & 8) >> 3),
            HagenDacOffset = (byte)(~b >> 8 & 0x3F),
            SelectTargetVoltages = (c & 1) != 0,
            EnableHagenModulation = (c >> 3 & 1) != 0,
            EnableStp = (c >> 4 & 1) != 0,
            EnableRecovery = (c >> 7 & 1) != 0,
        };
        _analog.SynapseVersion++;
    }

    private void WriteNeuron(int quadrant, int index, ReadOnlySpan<uint> w)
    {
        static bool Bit(uint word, int bit) => (word >> bit & 1) != 0;
        int neuron = AnalogConfiguration.Columns * (quadrant / 2) + 128 * (quadrant % 2) + index;
        _analog.Circuits[neuron] = new()
        {
            ResetDegeneration = Bit(w[0], 0), ResetDivide = Bit(w[0], 1), ResetMultiply = Bit(w[0], 2),
            LeakDegeneration = Bit(w[0], 3), LeakDivide = Bit(w[0], 4), LeakMultiply = Bit(w[0], 5),
            InhibitoryCoba = Bit(w[1], 1), ExcitatoryCoba = Bit(w[1], 2), UnbufferedAccess = Bit(w[1], 3),
            EnableReadoutAmplifier = Bit(w[1], 4), ReadoutSelect = (byte)(w[1] >> 5 & 3), EnableReadout = Bit(w[1], 7),
            InvertAdaptationB = Bit(w[2], 0), InvertAdaptationA = Bit(w[2], 1), Adaptation = Bit(w[2], 2), Exponential = Bit(w[2], 3),
            InhibitorySmallCapacitance = Bit(w[2], 4), ExcitatorySmallCapacitance = Bit(w[2], 5),
            InhibitoryHighResistance = Bit(w[2], 6), ExcitatoryHighResistance = Bit(w[2], 7),
            OffsetCurrent = Bit(w[3], 0), MembraneCapacitance = (byte)(w[3] >> 2 & 0x3F),
            OffsetCurrentSink = Bit(w[4], 0), EnableFire = Bit(w[4], 2), EnableThresholdComparator = Bit(w[4], 3) && !_faults.IsDeadNeuron(neuron),
            EnableInhibitory = Bit(w[4], 4), EnableExcitatory = Bit(w[4], 5), BypassInhibitory = Bit(w[4], 6),
            BypassExcitatory = Bit(w[4], 7),
            ConnectSomata = Bit(w[5], 0), ConnectBottom = Bit(w[5], 1), InterCompartment = Bit(w[5], 2),
            ConnectMembraneRight = Bit(w[5], 3), ConnectSoma = Bit(w[5], 4), InterCompartmentMultiply = Bit(w[5], 5),
            InterCompartmentDivide = Bit(w[5], 6), EnablePause = Bit(w[5], 7),
        };
        _analog.CircuitVersion++;
        _analog.TopologyVersion++;
    }

    private void WriteFireLine(int neuron, uint word)
    {
        var switches = new FireSwitches
        {
            Slave = (word & 1) != 0, Bottom = (word & 2) != 0, FromRight = (word & 4) != 0, ToRight = (word & 8) != 0, Master = (word & 0x20) != 0,
        };
        if (!switches.Equals(_analog.FireSwitches[neuron]))
        {
            _analog.FireSwitches[neuron] = switches;
            _analog.CircuitVersion++;
            _analog.TopologyVersion++;
        }
    }

    // A tick of the adaptation pulse's clock (choice: the register names a clock scale and no count).
    // Apart, because its closure would be made in every write of the caller.
    private void ResetSensors(int hemisphere, int offset, long cycle) => _plasticity.Sensors(hemisphere).Reset(offset / 64,
        [.. Enumerable.Range(0, 4).Select(entry => SynapseMemory.ColumnOf(offset % 64, entry))], cycle);

    private void SetAdaptationPulses(int side)
    {
        uint common = _memory[Map.Find(0x001A_1800 + 0x8000 * (uint)side)!.Number][0];
        uint[] backends = _memory[Map.Find(0x001A_1000 + 0x8000 * (uint)side)!.Number];
        for (int index = 0; index < AnalogConfiguration.Columns; index++)
        {
            _analog.AdaptationPulses[NeuronOfBackend(side, index)] =
                (backends[4 * index + 2] & 0x40) != 0 ? 2 << (int)(common >> 16 & 0xF) : 0;
        }
    }

    private static int NeuronOfBackend(int side, int index) =>
        AnalogConfiguration.Columns * (index / 128) + 128 * side + index % 128;
}
