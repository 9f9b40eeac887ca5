using Bss2.Emulator.Analog;

namespace Bss2.Emulator.Digital;

/// <summary>Digital backends: addresses, spike counters, and refractory counters with their clocks.</summary>
/// <remarks>
/// Register-map 3. How long a firing keeps a circuit refractory is <see cref="RefractoryTiming"/>; what is told to the circuit are resets
/// from the digital side and changed ends: a new clock scale acts on running counters.
/// </remarks>
internal sealed class NeuronBackends(RefractoryTiming timing)
{
    private const int Neurons = AnalogConfiguration.Neurons, CounterLimit = 255, HoldoffSpan = 31;

    private readonly byte[] _address = new byte[Neurons];
    private readonly bool[] _spikeOut = new bool[Neurons], _postOverwrite = new bool[Neurons], _overflow = new bool[Neurons];
    private readonly int[] _count = new int[Neurons];
    private readonly long[] _started = new long[Neurons], _end = new long[Neurons], _release = new long[Neurons];
    private readonly bool[] _eventRegisters = new bool[2];

    /// <summary>Decodes the four words of a backend.</summary>
    public void Configure(int neuron, ReadOnlySpan<uint> words)
    {
        uint a = ~words[0] & 0x3F, b = ~words[1] >> 4 & 3, holdoff = words[0] >> 6 & 3 | (words[1] >> 6 & 3) << 2;
        _address[neuron] = (byte)(a << 2 | b);
        (_spikeOut[neuron], _postOverwrite[neuron]) = ((words[3] & 0x10) != 0, (words[2] & 1) != 0);
        timing.Set(neuron, (int)((~words[1] & 0xF) << 4 | ~words[2] >> 2 & 0xF), HoldoffSpan - 2 * (int)holdoff, (words[2] & 2) != 0);
    }

    /// <summary>Decodes the first word of a common backend; running counters change pace.</summary>
    /// <param name="block">West 0, east 1.</param>
    /// <param name="word">The word.</param>
    /// <param name="cycle">Now: everything before it is integrated.</param>
    /// <param name="edges">Receives what the circuits must know.</param>
    public void ConfigureCommon(int block, uint word, long cycle, List<BackendEdge> edges)
    {
        _eventRegisters[block] = (word & 1) != 0;
        bool clocks = (word & 4) != 0, force = (word & 2) != 0;
        Span<long> old = stackalloc long[Neurons];
        for (int neuron = 0; neuron < Neurons; neuron++)
        {
            old[neuron] = timing.Tick(neuron);
        }
        timing.SetClocks(block, clocks ? 2L << (int)(word >> 4 & 0xF) : 0, clocks ? 2L << (int)(word >> 8 & 0xF) : 0);
        for (int neuron = 0; neuron < Neurons; neuron++)
        {
            if (RefractoryTiming.SideOf(neuron) != block)
            {
                continue;
            }
            if (_end[neuron] > cycle && timing.Tick(neuron) != old[neuron])
            {
                Retime(neuron, cycle, old[neuron]);
                edges.Add(new(cycle, neuron, BackendEdgeKind.Retimed, _release[neuron], _end[neuron]));
            }
            if (force)
            {
                edges.Add(Reset(neuron, cycle));
            }
        }
    }

    /// <summary>Whether correlation sensors see post pulses of the whole block only, and none of the neuron's own.</summary>
    public bool PostOverwrite(int neuron) => _postOverwrite[neuron];

    public bool SpikeOut(int neuron) => _spikeOut[neuron];

    public bool EventRegisters(int neuron) => _eventRegisters[RefractoryTiming.SideOf(neuron)];

    public int AddressOf(int neuron) => _address[neuron];

    /// <summary>Spike counter word: 8 bits and overflow.</summary>
    public uint Counter(int neuron) => (uint)_count[neuron] | (_overflow[neuron] ? 0x100u : 0);

    public void ResetCounter(int neuron) => (_count[neuron], _overflow[neuron]) = (0, false);

    /// <summary>A comparator fired; the circuit knows what follows.</summary>
    public void Fired(int neuron, long cycle)
    {
        if (++_count[neuron] > CounterLimit)
        {
            (_count[neuron], _overflow[neuron]) = (0, true);
        }
        Follow(neuron, cycle);
    }

    /// <summary>A neuron's counter starts with a fire, its own or another's; its circuit is in reset already.</summary>
    public void Follow(int neuron, long cycle)
    {
        // A reset from the digital side may be later and yet known before.
        if (cycle >= _started[neuron])
        {
            Start(neuron, cycle);
        }
    }

    /// <summary>A fire from the digital side (NeuronReset).</summary>
    /// <returns>What the circuit must know.</returns>
    public BackendEdge Reset(int neuron, long cycle)
    {
        Start(neuron, cycle);
        return new(cycle, neuron, BackendEdgeKind.ResetBegin, _release[neuron], _end[neuron]);
    }

    private void Start(int neuron, long cycle)
    {
        _started[neuron] = cycle;
        (_release[neuron], _end[neuron]) = timing.After(neuron, cycle);
    }

    private void Retime(int neuron, long cycle, long oldTick)
    {
        long tick = timing.Tick(neuron);
        bool released = _release[neuron] <= cycle;
        if (tick == 0)
        {
            // Clocks off: the counter stands still until they come back.
            (_release[neuron], _end[neuron]) = (released ? _release[neuron] : long.MaxValue, long.MaxValue);
            return;
        }
        long left = oldTick == 0 ? timing.Ticks(neuron) : (_end[neuron] - cycle + oldTick - 1) / oldTick;
        _end[neuron] = cycle + left * tick;
        _release[neuron] = released ? _release[neuron] : cycle + Math.Max(0, left - timing.TicksAfterRelease(neuron)) * tick;
    }
}
