using Bss2.Emulator.Analog;

namespace Bss2.Emulator.Digital;

/// <summary>Digital backends: refractory counters with their clocks, spike counters, addresses.</summary>
/// <remarks>
/// Register-map 3, analog-core 1.4: the counter runs refractory_time ticks of 4 ns · 2^(scale+1) from the fire on; the analog reset is
/// released 31 − 2 · holdoff ticks before the end. The tick is counted from the fire (choice: a free-running divider would make spikes
/// depend on the chip's age). A changed clock scale acts on running counters.
/// </remarks>
internal sealed class NeuronBackends(Agenda agenda)
{
    private const int Neurons = AnalogConfiguration.Neurons, CounterLimit = 255, HoldoffSpan = 31;

    private readonly byte[] _address = new byte[Neurons], _holdoff = new byte[Neurons], _refractory = new byte[Neurons];
    private readonly bool[] _fastClock = new bool[Neurons], _spikeOut = new bool[Neurons], _running = new bool[Neurons],
        _overflow = new bool[Neurons];
    private readonly int[] _generation = new int[Neurons], _count = new int[Neurons];
    private readonly long[] _end = new long[Neurons], _release = new long[Neurons];
    private readonly int[] _slowScale = new int[2], _fastScale = new int[2];
    private readonly bool[] _clocks = new bool[2], _eventRegisters = new bool[2];

    /// <summary>Decodes the four words of a backend.</summary>
    public void Configure(int neuron, ReadOnlySpan<uint> words)
    {
        uint a = ~words[0] & 0x3F, b = ~words[1] >> 4 & 3;
        _address[neuron] = (byte)(a << 2 | b);
        _holdoff[neuron] = (byte)(words[0] >> 6 & 3 | (words[1] >> 6 & 3) << 2);
        _refractory[neuron] = (byte)((~words[1] & 0xF) << 4 | ~words[2] >> 2 & 0xF);
        _fastClock[neuron] = (words[2] & 2) != 0;
        _spikeOut[neuron] = (words[3] & 0x10) != 0;
    }

    /// <summary>Decodes the first word of a common backend; running counters change pace.</summary>
    public void ConfigureCommon(int block, uint word, long cycle)
    {
        (bool clocks, int slow, int fast) = (_clocks[block], _slowScale[block], _fastScale[block]);
        _eventRegisters[block] = (word & 1) != 0;
        _clocks[block] = (word & 4) != 0;
        _slowScale[block] = (int)(word >> 4 & 0xF);
        _fastScale[block] = (int)(word >> 8 & 0xF);
        bool force = (word & 2) != 0;
        for (int neuron = 0; neuron < Neurons; neuron++)
        {
            if (BlockOf(neuron) != block)
            {
                continue;
            }
            if (_running[neuron])
            {
                long old = clocks ? 2L << (_fastClock[neuron] ? fast : slow) : 0;
                Retime(neuron, cycle, old);
            }
            if (force)
            {
                Fire(neuron, cycle, fromComparator: false);
            }
        }
    }

    public bool SpikeOut(int neuron) => _spikeOut[neuron];

    public bool EventRegisters(int neuron) => _eventRegisters[BlockOf(neuron)];

    public int AddressOf(int neuron) => _address[neuron];

    /// <summary>Spike counter word: 8 bits and overflow.</summary>
    public uint Counter(int neuron) => (uint)_count[neuron] | (_overflow[neuron] ? 0x100u : 0);

    public void ResetCounter(int neuron) => (_count[neuron], _overflow[neuron]) = (0, false);

    /// <summary>A neuron fires at a cycle: counter starts, edges are scheduled.</summary>
    /// <param name="neuron">Which.</param>
    /// <param name="cycle">When.</param>
    /// <param name="fromComparator">False for NeuronReset: the analog side then still has to be told.</param>
    public void Fire(int neuron, long cycle, bool fromComparator)
    {
        if (fromComparator && ++_count[neuron] > CounterLimit)
        {
            (_count[neuron], _overflow[neuron]) = (0, true);
        }
        Follow(neuron, cycle);
        if (!fromComparator)
        {
            Schedule(neuron, cycle, BackendEdgeKind.ResetBegin);
        }
    }

    /// <summary>A neuron's counter starts with another's fire; its circuit is in reset already.</summary>
    public void Follow(int neuron, long cycle)
    {
        _generation[neuron]++;
        _running[neuron] = true;
        long tick = TickCycles(neuron), ticks = _refractory[neuron];
        if (tick == 0)
        {
            // Clocks off: the counter stands still and the neuron stays in reset until they come back.
            (_end[neuron], _release[neuron]) = (long.MaxValue, long.MaxValue);
        }
        else
        {
            _end[neuron] = cycle + ticks * tick;
            _release[neuron] = cycle + Math.Max(0, ticks - (HoldoffSpan - 2 * _holdoff[neuron])) * tick;
        }
        ScheduleEnds(neuron);
    }

    /// <summary>Turns an agenda item into an edge, unless a later fire or clock change replaced it.</summary>
    public bool TryEdge(in AgendaItem item, out BackendEdge edge)
    {
        int neuron = item.Index;
        var kind = (BackendEdgeKind)(item.Value & 3);
        edge = new(item.Cycle, neuron, kind);
        if (item.Value >> 2 != (_generation[neuron] & 0x0FFF_FFFF))
        {
            return false;
        }
        if (kind == BackendEdgeKind.RefractoryEnd)
        {
            _running[neuron] = false;
        }
        return true;
    }

    private static int BlockOf(int neuron) => neuron % AnalogConfiguration.Columns / 128;

    private long TickCycles(int neuron)
    {
        int block = BlockOf(neuron);
        return _clocks[block] ? 2L << (_fastClock[neuron] ? _fastScale[block] : _slowScale[block]) : 0;
    }

    private void Retime(int neuron, long cycle, long oldTick)
    {
        long tick = TickCycles(neuron);
        if (tick == oldTick)
        {
            return;
        }
        _generation[neuron]++;
        if (tick == 0)
        {
            (_end[neuron], _release[neuron]) = (long.MaxValue, long.MaxValue);
            return;
        }
        long left = oldTick == 0 ? _refractory[neuron] : (_end[neuron] - cycle + oldTick - 1) / oldTick;
        long untilRelease = Math.Max(0, left - (HoldoffSpan - 2 * _holdoff[neuron]));
        bool released = _release[neuron] <= cycle;
        _end[neuron] = cycle + left * tick;
        _release[neuron] = released ? _release[neuron] : cycle + untilRelease * tick;
        ScheduleEnds(neuron);
    }

    private void ScheduleEnds(int neuron)
    {
        if (_end[neuron] == long.MaxValue)
        {
            return;
        }
        Schedule(neuron, _release[neuron], BackendEdgeKind.ResetEnd);
        Schedule(neuron, _end[neuron], BackendEdgeKind.RefractoryEnd);
    }

    private void Schedule(int neuron, long cycle, BackendEdgeKind kind)
    {
        agenda.Add(cycle, AgendaKind.Edge, neuron, (_generation[neuron] & 0x0FFF_FFFF) << 2 | (int)kind);
    }
}
