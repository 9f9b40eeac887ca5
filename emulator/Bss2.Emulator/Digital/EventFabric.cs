using Bss2.Emulator.Analog;
using Bss2.Emulator.Faults;

namespace Bss2.Emulator.Digital;

/// <summary>Crossbar, PADI buses, L2 outputs and background sources: where an event goes, when, and where it is lost.</summary>
/// <remarks>Register-map 1.4, 5, 7; latencies and depths: <see cref="EventTiming"/>.</remarks>
internal sealed class EventFabric(SpikeCounters counters, HighSpeedLinks links, FaultMap faults)
{
    private const int Inputs = 20, Outputs = 12, Nodes = 76, PadiOutputs = 8, Sources = 8, FirstSpl1Input = 8, FirstBackgroundInput = 12;

    // x^32 + x^22 + x^2 + x + 1, maximal: the hardware's polynomial is not published (assumption).
    private const uint LfsrTaps = 0x8020_0003;

    // An item that is routed and only waits for its output to L2; below it the output, below that the label.
    private const int RoutedFlag = 1 << 20, OutputShift = 16;

    private readonly uint[] _node = new uint[Nodes];
    private readonly NodePlace[][] _nodesOfInput = NodesByInput();
    private readonly int[] _dropCounter = new int[Inputs], _eventCounter = new int[Outputs];
    private readonly long[] _outputFree = new long[Outputs], _busFree = new long[PadiOutputs], _neuronOutputFree = new long[PadiOutputs];
    private readonly long[] _laneFree = new long[4];
    private readonly uint[] _padiConfig = new uint[2], _source0 = new uint[Sources], _source1 = new uint[Sources], _source2 = new uint[Sources];
    private readonly uint[] _lfsr = new uint[Sources];
    private readonly int[] _sourceGeneration = new int[Sources];
    private readonly List<PadiPulse> _pulses = [];
    private readonly bool[] _loops = new bool[PadiOutputs];
    private int _loopsVersion = -1;
    private uint _outputConfig;

    /// <summary>Events from host, registers and background sources on their way to the synapses.</summary>
    public Agenda Inbound { get; } = new();

    /// <summary>Events from neurons on their way to the synapses.</summary>
    public Agenda Loop { get; } = new();

    // Events on their way out of the chip: nothing in the chip depends on them.
    private readonly Agenda _outbound = new();
    private readonly DepartureQueues _departures = new();

    /// <summary>Pulses accepted by PADI buses that are not integrated yet, in order for each half of the chip.</summary>
    public ReadOnlySpan<PadiPulse> Pulses => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pulses);

    /// <summary>Events that left the chip and await their arrival at the FPGA.</summary>
    public Queue<ChipEvent> Departed { get; } = new();

    /// <summary>What synapse drivers and sensors do with a pulse when its bus accepts it; once for each, bus by bus in order.</summary>
    public Func<PadiPulse, PadiPulse> Accept { get; init; } = static pulse => pulse;

    /// <summary>Drops pulses before a cycle, which are integrated, and counts the synapses that they reached.</summary>
    public void DropPulses(long cycle, SynapticEventCounter counter)
    {
        int kept = 0;
        for (int k = 0; k < _pulses.Count; k++)
        {
            if (_pulses[k].Cycle >= cycle)
            {
                _pulses[kept++] = _pulses[k];
                continue;
            }
            counter.Add(_pulses[k]);
        }
        _pulses.RemoveRange(kept, _pulses.Count - kept);
    }

    /// <summary>Bumped when crossbar nodes change.</summary>
    public int Version { get; private set; }

    public void WriteNode(int node, uint word)
    {
        _node[node] = word;
        Version++;
    }

    /// <summary>Whether a node can let an event of an input through to the synapses of a half.</summary>
    /// <param name="input">Crossbar input; events of a neuron output (0..7) carry its number in their label.</param>
    /// <param name="hemisphere">0 top, 1 bottom.</param>
    public bool Feeds(int input, int hemisphere)
    {
        foreach ((int node, int output) in _nodesOfInput[input])
        {
            uint mask = _node[node] & 0x3FFF, target = _node[node] >> 16 & 0x3FFF;
            uint known = input < FirstSpl1Input ? 0x3F00u : 0;
            if (output / 4 == hemisphere && (target & ~mask) == 0 && ((uint)input << 8 & mask & known) == (target & known))
            {
                return true;
            }
        }
        return false;
    }

    public void WriteOutputConfig(uint word) => _outputConfig = word;

    public void WritePadiConfig(int hemisphere, uint word) => _padiConfig[hemisphere] = word;

    public uint DropCounter(int input) => (uint)_dropCounter[input] & 0xFFFF;

    public uint EventCounter(int output) => (uint)_eventCounter[output] & 0xFF_FFFF;

    /// <summary>A chip reset: counters at 0.</summary>
    public void ResetCounters()
    {
        Array.Clear(_dropCounter);
        Array.Clear(_eventCounter);
    }

    /// <summary>An event from the host.</summary>
    public void FromHost(ushort label, long cycle)
    {
        counters.HostLabels++;
        int lane = label >> 14;
        long at = Math.Max(cycle + EventTiming.FpgaToCrossbarCycles, _laneFree[lane]);
        if (at - cycle > EventTiming.FpgaToCrossbarCycles + faults.InputLaneDepth)
        {
            counters.HostLaneLost++;
            return;
        }
        _laneFree[lane] = at + 1;
        counters.WaitingForCrossbar++;
        Inbound.Add(at, AgendaKind.Crossbar, FirstSpl1Input + lane, label & 0x3FFF);
    }

    /// <summary>An event from a neuron's event output.</summary>
    /// <param name="eventOutput">Which, 0..7.</param>
    /// <param name="address">Address of the neuron.</param>
    /// <param name="cycle">Of the firing.</param>
    public void FromNeuron(int eventOutput, int address, long cycle)
    {
        long due = cycle + EventTiming.ComparatorToCrossbarCycles, at = Math.Max(due, _neuronOutputFree[eventOutput]);
        if (at - due > faults.EventOutputDepth)
        {
            counters.EventOutputLost++;
            return;
        }
        _neuronOutputFree[eventOutput] = at + 1;
        counters.WaitingForCrossbar++;
        (Loops(eventOutput) ? Loop : _outbound).Add(at, AgendaKind.Crossbar, eventOutput, eventOutput << 8 | address);
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
            Inbound.Add(cycle + period, AgendaKind.Background, source, _sourceGeneration[source]);
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
                ToBus(Inbound, 4 * hemisphere + bus, (int)(word >> 22 & 0x1F), (int)(word >> 16 & 0x3F), cycle);
            }
        }
    }

    /// <summary>Does a due item of <see cref="Inbound"/> or <see cref="Loop"/>.</summary>
    public void Process(in AgendaItem item)
    {
        switch (item.Kind)
        {
            case AgendaKind.Background:
                Background(item);
                break;
            case AgendaKind.Crossbar:
                Route(item.Index, item.Value, item.Cycle, toHost: false);
                break;
            case AgendaKind.Padi:
                counters.WaitingForPadi--;
                counters.PadiPulses++;
                _pulses.Add(Accept(new(item.Cycle, (byte)(item.Index / 4), (byte)(item.Index % 4), (byte)(item.Value >> 6 & 0x1F),
                    (byte)(item.Value & 0x3F))));
                break;
        }
    }

    /// <summary>Takes events to the host, up to a cycle, through the crossbar and out of the chip: all that go there before it are known.</summary>
    /// <param name="before">First cycle that is not done.</param>
    /// <param name="systemTimeOffset">System time minus cycle, for stamps.</param>
    public void Leave(long before, long systemTimeOffset)
    {
        while (_outbound.HeadCycle < before)
        {
            AgendaItem item = _outbound.Take();
            if ((item.Value & RoutedFlag) != 0)
            {
                Arbitrate(item.Index, item.Value >> OutputShift & 0xF, item.Value & 0x3FFF, item.Cycle);
            }
            else
            {
                Route(item.Index, item.Value, item.Cycle, toHost: true);
            }
        }
        while (_departures.TryTake(before, out long cycle, out ushort label))
        {
            counters.WaitingForL2--;
            Depart(cycle, label, systemTimeOffset);
        }
    }

    private void Depart(long cycle, ushort label, long systemTimeOffset)
    {
        int phy = links.ToFpga(cycle / EventTiming.ChipCyclesPerFpgaCycle);
        if (phy < 0 || faults.LosesFromChip(label, cycle + systemTimeOffset))
        {
            counters.LinkLost++;
            return;
        }
        counters.OnLink++;
        Departed.Enqueue(new((cycle + EventTiming.ChipToFpgaCycles) / EventTiming.ChipCyclesPerFpgaCycle, label,
            (byte)(cycle + systemTimeOffset), (byte)phy));
    }

    private bool Loops(int eventOutput)
    {
        if (_loopsVersion != Version)
        {
            _loopsVersion = Version;
            for (int output = 0; output < _loops.Length; output++)
            {
                _loops[output] = Feeds(output, 0) || Feeds(output, 1);
            }
        }
        return _loops[eventOutput];
    }

    private void Background(in AgendaItem item)
    {
        int source = item.Index;
        if (item.Value != _sourceGeneration[source])
        {
            return;
        }
        long period = _source0[source] >> 16;
        Inbound.Add(item.Cycle + period, AgendaKind.Background, source, item.Value);
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
        Inbound.Add(item.Cycle, AgendaKind.Crossbar, FirstBackgroundInput + source, label);
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

    // Events of the outbound agenda reach their outputs to the host at once; for others not all is known yet that comes there before them.
    private void Route(int input, int label, long cycle, bool toHost)
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
            if (toHost || output < PadiOutputs)
            {
                Arbitrate(input, output, label, cycle);
            }
            else
            {
                _outbound.Add(cycle, AgendaKind.Crossbar, input, RoutedFlag | output << OutputShift | label);
            }
        }
        if (!routed)
        {
            counters.CrossbarUnrouted[input]++;
        }
    }

    private void Arbitrate(int input, int output, int label, long cycle)
    {
        counters.CrossbarCopies++;
        long at = Math.Max(cycle, _outputFree[output]);
        if (at - cycle > faults.CrossbarOutputDepth)
        {
            counters.CrossbarDropped[input]++;
            // A drop counter belongs to the input, its switch to the node.
            if (_node[NodeOf(input, output)] >> 31 != 0)
            {
                _dropCounter[input]++;
            }
            return;
        }
        _outputFree[output] = at + 1;
        counters.CrossbarOut[output]++;
        if ((_outputConfig >> (4 + output) & 1) != 0)
        {
            _eventCounter[output]++;
        }
        Leave(input, output, label, at);
    }

    private int NodeOf(int input, int output)
    {
        foreach ((int node, int to) in _nodesOfInput[input])
        {
            if (to == output)
            {
                return node;
            }
        }
        throw new InvalidOperationException($"No crossbar node joins input {input} and output {output}.");
    }

    private void Leave(int input, int output, int label, long cycle)
    {
        if (output >= PadiOutputs)
        {
            counters.WaitingForL2++;
            _departures.Add(output - PadiOutputs, cycle, (ushort)((output - PadiOutputs) << 14 | label));
            return;
        }
        if ((_padiConfig[output / 4] >> (output % 4) & 1) == 0)
        {
            counters.PadiGateClosed++;
            return;
        }
        int latency = input < FirstSpl1Input ? EventTiming.NeuronCrossbarToPadiCycles : EventTiming.CrossbarToPadiCycles;
        ToBus(input < FirstSpl1Input ? Loop : Inbound, output, label >> 6 & 0x1F, label & 0x3F, cycle + latency);
    }

    private void ToBus(Agenda agenda, int bus, int rowSelect, int synapseLabel, long cycle)
    {
        bool extended = (_padiConfig[bus / 4] >> (4 + bus % 4) & 1) != 0;
        int spacing = extended ? EventTiming.PadiExtendedSpacingCycles : EventTiming.PadiSpacingCycles;
        long at = Math.Max(cycle, _busFree[bus]);
        if (at - cycle > faults.PadiQueueDepth * spacing)
        {
            counters.PadiLost++;
            return;
        }
        _busFree[bus] = at + spacing;
        counters.WaitingForPadi++;
        agenda.Add(at, AgendaKind.Padi, bus, rowSelect << 6 | synapseLabel);
    }

    private static NodePlace[][] NodesByInput()
    {
        var nodes = new List<NodePlace>[Inputs];
        for (int y = 0; y < Inputs; y++)
        {
            nodes[y] = [];
        }
        for (int y = 0; y < 8; y++)
        {
            for (int k = 0; k < 3; k++)
            {
                nodes[y].Add(new(3 * y + k, y % 4 + 4 * k));
            }
        }
        for (int y = 8; y < 12; y++)
        {
            for (int k = 0; k < 9; k++)
            {
                nodes[y].Add(new(24 + 9 * (y - 8) + k, k < 8 ? k : y));
            }
        }
        for (int y = 12; y < 20; y++)
        {
            nodes[y].Add(new(60 + 2 * (y - 12), y - 12));
            nodes[y].Add(new(61 + 2 * (y - 12), 8 + (y - 12) % 4));
        }
        return [.. nodes.Select(of => of.ToArray())];
    }

    private readonly record struct NodePlace(int Node, int Output);
}
