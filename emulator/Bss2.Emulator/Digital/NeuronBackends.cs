using Bss2.Emulator.Analog;

namespace Bss2.Emulator.Digital;

/// <summary>Digital backends: addresses, spike counters, and the settings of refractory counters, which run in the analog engines.</summary>
/// <remarks>Register-map 3; <see cref="RefractoryTiming"/>.</remarks>
internal sealed class NeuronBackends(RefractoryTiming timing, IAnalogEngine engine)
{
    private const int Neurons = AnalogConfiguration.Neurons, CounterLimit = 255, HoldoffSpan = 31;

    private readonly byte[] _address = new byte[Neurons];
    private readonly bool[] _spikeOut = new bool[Neurons], _postOverwrite = new bool[Neurons], _overflow = new bool[Neurons];
    private readonly int[] _count = new int[Neurons];
    private readonly bool[] _eventRegisters = new bool[2];
    private readonly List<BackendReset> _resets = [];
    // Where a neuron's last reset is in the list, counted from the first reset ever; what came before has no end beyond it.
    private readonly long[] _last = new long[Neurons];
    private long _dropped = 1;
    // The last cycle at which a counter of a side may still run that a reset in the list has started.
    private readonly long[] _latest = new long[2];
    // First cycle at whose end a comparator counts after the neuron's last reset; 0 where the clock has changed since.
    private readonly long[] _blind = new long[Neurons];
    private long _blindUntil;
    private int _blindVersion = -1;
    // The last reset: the neurons of a quad are reset together, and most are set alike.
    private (int Neuron, BackendReset Reset)? _alike;

    /// <summary>Resets that are not integrated yet, by cycle.</summary>
    public ReadOnlySpan<BackendReset> Resets => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_resets);

    /// <summary>Drops resets before a cycle: they are integrated.</summary>
    public void DropResets(long cycle)
    {
        int past = 0;
        while (past < _resets.Count && _resets[past].Cycle < cycle)
        {
            past++;
        }
        _resets.RemoveRange(0, past);
        _dropped += past;
    }

    /// <summary>Decodes the four words of a backend.</summary>
    public void Configure(int neuron, ReadOnlySpan<uint> words)
    {
        uint a = ~words[0] & 0x3F, b = ~words[1] >> 4 & 3, holdoff = words[0] >> 6 & 3 | (words[1] >> 6 & 3) << 2;
        _address[neuron] = (byte)(a << 2 | b);
        (_spikeOut[neuron], _postOverwrite[neuron]) = ((words[3] & 0x10) != 0, (words[2] & 1) != 0);
        _alike = null;
        (_blind[neuron], _blindVersion) = (0, -1);
        timing.Set(neuron, (int)((~words[1] & 0xF) << 4 | ~words[2] >> 2 & 0xF), HoldoffSpan - 2 * (int)holdoff, (words[2] & 2) != 0);
    }

    /// <summary>Decodes the first word of a common backend; running counters change pace.</summary>
    public void ConfigureCommon(int side, uint word, long cycle)
    {
        _eventRegisters[side] = (word & 1) != 0;
        bool clocks = (word & 4) != 0, force = (word & 2) != 0;
        timing.SetClocks(side, cycle, clocks ? 2L << (int)(word >> 4 & 0xF) : 0, clocks ? 2L << (int)(word >> 8 & 0xF) : 0);
        engine.MoveRefractoryEnds(side);
        (_alike, _blindVersion) = (null, -1);
        for (int hemisphere = 0; hemisphere < AnalogConfiguration.Hemispheres; hemisphere++)
        {
            Array.Clear(_blind, RefractoryTiming.FirstOf(side, hemisphere), RefractoryTiming.PerSide);
        }
        if (_latest[side] <= cycle && !force)
        {
            return;
        }
        for (int hemisphere = 0; hemisphere < AnalogConfiguration.Hemispheres; hemisphere++)
        {
            int first = RefractoryTiming.FirstOf(side, hemisphere);
            for (int neuron = first; neuron < first + RefractoryTiming.PerSide; neuron++)
            {
                MoveEnds(neuron, cycle);
                if (force)
                {
                    Reset(neuron, cycle);
                }
            }
        }
    }

    // Of a reset that is still to be integrated.
    private void MoveEnds(int neuron, long cycle)
    {
        if (_last[neuron] >= _dropped && _resets[(int)(_last[neuron] - _dropped)] is var reset && reset.CountsCycle > cycle)
        {
            (long release, long counts) = timing.Moved(neuron, reset.ReleaseCycle, reset.CountsCycle);
            _resets[(int)(_last[neuron] - _dropped)] = reset with { ReleaseCycle = release, CountsCycle = counts };
            NoteEnd(neuron, counts);
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
    public void Fired(int neuron)
    {
        if (++_count[neuron] > CounterLimit)
        {
            (_count[neuron], _overflow[neuron]) = (0, true);
        }
    }

    /// <summary>A fire from the digital side (NeuronReset), not before the last one.</summary>
    public void Reset(int neuron, long cycle)
    {
        (long release, long counts) = _alike is var (like, last) && last.Cycle == cycle && timing.IsAlike(neuron, like)
            ? (last.ReleaseCycle, last.CountsCycle) : timing.After(neuron, cycle);
        var reset = new BackendReset(cycle, neuron, release, counts);
        _alike = (neuron, reset);
        _last[neuron] = _dropped + _resets.Count;
        _resets.Add(reset);
        (_blind[neuron], _blindVersion) = (counts, -1);
        NoteEnd(neuron, counts);
    }

    /// <summary>Cycle up to which no comparator that could fire counts, because of resets so far; 0 if that is not known.</summary>
    public long BlindUntil(AnalogConfiguration analog)
    {
        if (_blindVersion != analog.CircuitVersion)
        {
            (_blindVersion, _blindUntil) = (analog.CircuitVersion, long.MaxValue);
            for (int neuron = 0; neuron < Neurons; neuron++)
            {
                bool fires = analog.Circuits[neuron].EnableFire && analog.Circuits[neuron].EnableThresholdComparator;
                _blindUntil = fires ? Math.Min(_blindUntil, _blind[neuron]) : _blindUntil;
            }
        }
        return _blindUntil;
    }

    private void NoteEnd(int neuron, long counts)
    {
        ref long latest = ref _latest[RefractoryTiming.SideOf(neuron)];
        latest = Math.Max(latest, counts);
    }
}
