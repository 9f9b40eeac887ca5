namespace Bss2.Emulator.Analog;

/// <summary>Where each circuit stands in its refractory cycle, and the comparator noise that holds since its last reset; by neuron.</summary>
internal sealed class RefractoryState(TemporalNoise noise)
{
    private const long Drawn = -1;

    private readonly long[] _release = new long[AnalogConfiguration.Neurons], _counts = new long[AnalogConfiguration.Neurons];
    private readonly double[] _comparator = new double[AnalogConfiguration.Neurons];
    // When the reset began whose draw is not worked out yet, cycles since the base; most circuits fire again before they are asked.
    private readonly long[] _drawAt = new long[AnalogConfiguration.Neurons];

    /// <summary>Cycle that is system time's base.</summary>
    public long SyncCycle { get; private set; }

    /// <summary>First cycle in which the analog reset does not pull.</summary>
    public long Release(int neuron) => _release[neuron];

    /// <summary>First cycle at whose end the comparator counts.</summary>
    public long Counts(int neuron) => _counts[neuron];

    /// <summary>Comparator noise, V.</summary>
    public double Comparator(int neuron)
    {
        if (_drawAt[neuron] >= 0)
        {
            (_comparator[neuron], _drawAt[neuron]) = (noise.Comparator(neuron, _drawAt[neuron]), Drawn);
        }
        return _comparator[neuron];
    }

    /// <summary>
    /// System time has a new base: it forgets draws that came from resets before it; until its next reset a neuron has the draw of the
    /// base itself.
    /// </summary>
    public void Synchronise(long cycle)
    {
        SyncCycle = cycle;
        Array.Clear(_drawAt);
    }

    /// <summary>A reset begins.</summary>
    public void Begin(int neuron, long cycle, long release, long counts)
    {
        (_release[neuron], _counts[neuron], _drawAt[neuron]) = (release, counts, cycle - SyncCycle);
    }

    /// <summary>The clocks of a side have changed.</summary>
    public void MoveEnds(int side, RefractoryTiming timing)
    {
        long change = timing.LastChange(side);
        for (int hemisphere = 0; hemisphere < AnalogConfiguration.Hemispheres; hemisphere++)
        {
            int first = RefractoryTiming.FirstOf(side, hemisphere);
            if (!_counts.AsSpan(first, RefractoryTiming.PerSide).ContainsAnyExceptInRange(long.MinValue, change))
            {
                continue;
            }
            for (int neuron = first; neuron < first + RefractoryTiming.PerSide; neuron++)
            {
                if (_counts[neuron] > change)
                {
                    (_release[neuron], _counts[neuron]) = timing.Moved(neuron, _release[neuron], _counts[neuron]);
                }
            }
        }
    }

    /// <summary>Goes on from what a circuit carried elsewhere.</summary>
    public void Restore(int neuron, long release, long counts, double comparator) =>
        (_release[neuron], _counts[neuron], _comparator[neuron], _drawAt[neuron]) = (release, counts, comparator, Drawn);
}
