using Bss2.Emulator.Analog;

namespace Bss2.Emulator.Digital;

/// <summary>Crossbar, PADI buses, L2 outputs and background sources: where an event goes, when, and where it is lost.</summary>
/// <remarks>Register-map 1.4, 5, 7; latencies and depths: <see cref="EventTiming"/>.</remarks>
internal sealed class EventFabric(Agenda agenda, SpikeCounters counters)
{
    private const int Inputs = 20, Outputs = 12, Nodes = 76, PadiOutputs = 8, Sources = 8, FirstSpl1Input = 8, FirstBackgroundInput = 12;

    // x^32 + x^22 + x^2 + x + 1, maximal: the hardware's polynomial is not published (assumption).
    private const uint LfsrTaps = 0x8020_0003;

    private readonly uint[] _node = new uint[Nodes];
    private readonly List<(int Node, int Output)>[] _nodesOfInput = NodesByInput();
    private readonly int[] _dropCounter = new int[Inputs], _eventCounter = new int[Outputs];
    private readonly long[] _outputFree = new long[Outputs], _busFree = new long[PadiOutputs], _neuronOutputFree = new long[PadiOutputs];
    private readonly long[] _laneFree = new long[4];
    private readonly uint[] _padiConfig = new uint[2], _source0 = new uint[Sources], _source1 = new uint[Sources], _source2 = new uint[Sources];
    private readonly uint[] _lfsr = new uint[Sources];
    private readonly int[] _sourceGeneration = new int[Sources];
    private uint _outputConfig;

    /// <summary>Pulses accepted by PADI buses since the last <see cref="ClearPulses"/>, in order.</summary>
    public List<PadiPulse> Pulses { get; } = [];

    /// <summary>Events that left the chip and await their arrival at the FPGA.</summary>
    public Queue<ChipEvent> Departed { get; } = new();

    public void ClearPulses() => Pulses.Clear();

    public void WriteNode(int node, uint word) => _node[node] = word;

    public void WriteOutputConfig(uint word) => _outputConfig = word;

    public void WritePadiConfig(int hemisphere, uint word) => _padiConfig[hemisphere] = word;

    public uint DropCounter(int input) => (uint)_dropCounter[input] & 0xFFFF;

    public uint EventCounter(int output) => (uint)_eventCounter[output] & 0xFF_FFFF;

    /// <summary>An event from the host.</summary>
    public void FromHost(ushort label, long cycle)
    {
        counters.HostLabels++;
        int lane = label >> 14;
        long at = Math.Max(cycle + EventTiming.FpgaToCrossbarCycles, _laneFree[lane]);
        if (at - cycle > EventTiming.FpgaToCrossbarCycles + EventTiming.InputLaneDepth)
        {
            counters.HostLaneLost++;
            return;
        }
        _laneFree[lane] = at + 1;
        counters.WaitingForCrossbar++;
        agenda.Add(at, AgendaKind.Crossbar, FirstSpl1Input + lane, label & 0x3FFF);
    }

    /// <summary>An event from a neuron's event output.</summary>
    public void FromNeuron(int eventOutput, int address, long cycle)
    {
        long due = cycle + EventTiming.ComparatorToCrossbarCycles, at = Math.Max(due, _neuronOutputFree[eventOutput]);
        if (at - due > EventTiming.EventOutputDepth)
        {
            counters.EventOutputLost++;
            return;
        }
        _neuronOutputFree[eventOutput] = at + 1;
        counters.WaitingForCrossbar++;
        agenda.Add(at, AgendaKind.Crossbar, eventOutput, eventOutput << 8 | address);
    }

    /// <summary>Writes a word of a background source; enabling starts it.</summary>
    public void WriteBackground(int source, int word, uint value, long cycle)
    {
        switch (word)
        {
            case 1:
                _source1[source] = value;
                return;
            case 2:
                _source2[source] = value;
                return;
        }
        bool wasOn = (_source0[source] & 1) != 0;
        _source0[source] = value;
        _sourceGeneration[source]++;
        long period = value >> 16;
        if ((value & 1) != 0 && period > 0)
        {
            if (!wasOn)
            {
                _lfsr[source] = _source1[source] == 0 ? 1 : _source1[source];
            }
            agenda.Add(cycle + period, AgendaKind.Background, source, _sourceGeneration[source]);
        }
    }

    /// <summary>A PADIEvent register write.</summary>
    public void FromRegister(int hemisphere, uint word, long cycle)
    {
        for (int bus = 0; bus < 4; bus++)
        {
            if ((word >> bus & 1) != 0)
            {
                counters.PadiRegisterEvents++;
                ToBus(4 * hemisphere + bus, (int)(word >> 22 & 0x1F), (int)(word >> 16 & 0x3F), cycle);
            }
        }
    }

    /// <summary>Does a due item.</summary>
    /// <param name="item">Of kind Background, Crossbar or Padi.</param>
    /// <param name="systemTimeOffset">System time minus cycle, for stamps.</param>
    public void Process(in AgendaItem item, long systemTimeOffset)
    {
        switch (item.Kind)
        {
            case AgendaKind.Background:
                Background(item);
                break;
            case AgendaKind.Crossbar:
                Route(item.Index, item.Value, item.Cycle);
                break;
            case AgendaKind.Padi:
                counters.WaitingForPadi--;
                counters.PadiPulses++;
                Pulses.Add(new(item.Cycle, (byte)(item.Index / 4), (byte)(item.Index % 4), (byte)(item.Value >> 6 & 0x1F),
                    (byte)(item.Value & 0x3F)));
                break;
            case AgendaKind.L2:
                counters.WaitingForL2--;
                counters.OnLink++;
                Departed.Enqueue(new((item.Cycle + EventTiming.ChipToFpgaCycles) / EventTiming.ChipCyclesPerFpgaCycle, (ushort)item.Value,
                    (byte)(item.Cycle + systemTimeOffset)));
                break;
        }
    }

    private void Background(in AgendaItem item)
    {
        int source = item.Index;
        if (item.Value != _sourceGeneration[source])
        {
            return;
        }
        long period = _source0[source] >> 16;
        agenda.Add(item.Cycle + period, AgendaKind.Background, source, item.Value);
        int label = (int)(_source2[source] >> 16 & 0x3FFF);
        if ((_source0[source] & 2) != 0)
        {
            int rate = (int)(_source2[source] >> 8 & 0xFF), mask = (int)(_source2[source] & 0xFF);
            int draw = NextRandomByte(source), bits = NextRandomByte(source);
            if (rate == 0 || draw > rate)
            {
                return;
            }
            label = label & ~mask | bits & mask;
        }
        counters.BackgroundEvents++;
        counters.WaitingForCrossbar++;
        agenda.Add(item.Cycle, AgendaKind.Crossbar, FirstBackgroundInput + source, label);
    }

    private int NextRandomByte(int source)
    {
        uint state = _lfsr[source];
        for (int bit = 0; bit < 8; bit++)
        {
            state = state >> 1 ^ ((state & 1) != 0 ? LfsrTaps : 0);
        }
        _lfsr[source] = state;
        return (int)(state & 0xFF);
    }

    private void Route(int input, int label, long cycle)
    {
        counters.WaitingForCrossbar--;
        counters.CrossbarIn[input]++;
        bool routed = false;
        foreach ((int node, int output) in _nodesOfInput[input])
        {
            uint word = _node[node];
            if ((label & (word & 0x3FFF)) != (word >> 16 & 0x3FFF))
            {
                continue;
            }
            routed = true;
            counters.CrossbarCopies++;
            long at = Math.Max(cycle, _outputFree[output]);
            if (at - cycle > EventTiming.CrossbarOutputDepth)
            {
                counters.CrossbarDropped[input]++;
                if (word >> 31 != 0)
                {
                    _dropCounter[input]++;
                }
                continue;
            }
            _outputFree[output] = at + 1;
            counters.CrossbarOut[output]++;
            if ((_outputConfig >> (4 + output) & 1) != 0)
            {
                _eventCounter[output]++;
            }
            Leave(input, output, label, at);
        }
        if (!routed)
        {
            counters.CrossbarUnrouted[input]++;
        }
    }

    private void Leave(int input, int output, int label, long cycle)
    {
        if (output >= PadiOutputs)
        {
            counters.WaitingForL2++;
            agenda.Add(cycle, AgendaKind.L2, output, (output - PadiOutputs) << 14 | label);
            return;
        }
        if ((_padiConfig[output / 4] >> (output % 4) & 1) == 0)
        {
            counters.PadiGateClosed++;
            return;
        }
        int latency = input < FirstSpl1Input ? EventTiming.NeuronCrossbarToPadiCycles : EventTiming.CrossbarToPadiCycles;
        ToBus(output, label >> 6 & 0x1F, label & 0x3F, cycle + latency);
    }

    private void ToBus(int bus, int rowSelect, int synapseLabel, long cycle)
    {
        bool extended = (_padiConfig[bus / 4] >> (4 + bus % 4) & 1) != 0;
        int spacing = extended ? EventTiming.PadiExtendedSpacingCycles : EventTiming.PadiSpacingCycles;
        long at = Math.Max(cycle, _busFree[bus]);
        if (at - cycle > EventTiming.PadiQueueDepth * spacing)
        {
            counters.PadiLost++;
            return;
        }
        _busFree[bus] = at + spacing;
        counters.WaitingForPadi++;
        agenda.Add(at, AgendaKind.Padi, bus, rowSelect << 6 | synapseLabel);
    }

    private static List<(int Node, int Output)>[] NodesByInput()
    {
        var nodes = new List<(int, int)>[Inputs];
        for (int y = 0; y < Inputs; y++)
        {
            nodes[y] = [];
        }
        for (int y = 0; y < 8; y++)
        {
            for (int k = 0; k < 3; k++)
            {
                nodes[y].Add((3 * y + k, y % 4 + 4 * k));
            }
        }
        for (int y = 8; y < 12; y++)
        {
            for (int k = 0; k < 9; k++)
            {
                nodes[y].Add((24 + 9 * (y - 8) + k, k < 8 ? k : y));
            }
        }
        for (int y = 12; y < 20; y++)
        {
            nodes[y].Add((60 + 2 * (y - 12), y - 12));
            nodes[y].Add((61 + 2 * (y - 12), 8 + (y - 12) % 4));
        }
        return nodes;
    }
}
