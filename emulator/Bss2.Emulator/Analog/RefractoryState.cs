namespace Bss2.Emulator.Analog;

/// <summary>Where each circuit stands in its refractory cycle, and the comparator noise that holds since its last reset; by neuron.</summary>
internal sealed class RefractoryState(TemporalNoise noise)
{
    private readonly long[] _release = new long[AnalogConfiguration.Neurons], _counts = new long[AnalogConfiguration.Neurons];
    private readonly double[] _comparator = new double[AnalogConfiguration.Neurons];

    /// <summary>Cycle that is system time's base.</summary>
    public long SyncCycle { get; private set; }

    /// <summary>First cycle in which the analog reset does not pull.</summary>
    public long Release(int neuron) => _release[neuron];

    /// <summary>First cycle at whose end the comparator counts.</summary>
    public long Counts(int neuron) => _counts[neuron];

    /// <summary>Comparator noise, V.</summary>
    public double Comparator(int neuron) => _comparator[neuron];

    /// <summary>
    /// System time has a new base: it forgets draws that came from resets before it; until its next reset a neuron has the draw of the
    /// base itself.
    /// </summary>
    public void Synchronise(long cycle)
    {
        SyncCycle = cycle;
        for (int neuron = 0; neuron < _comparator.Length; neuron++)
        {
            _comparator[neuron] = noise.Comparator(neuron, 0);
        }
    }

    /// <summary>A reset begins.</summary>
    public void Begin(int neuron, long cycle, long release, long counts)
    {
        (_release[neuron], _counts[neuron]) = (release, counts);
        _comparator[neuron] = noise.Comparator(neuron, cycle - SyncCycle);
    }

    /// <summary>Ends move.</summary>
    public void Retime(int neuron, long release, long counts) => (_release[neuron], _counts[neuron]) = (release, counts);

    /// <summary>Goes on from what a circuit carried elsewhere.</summary>
    public void Restore(int neuron, long release, long counts, double comparator) =>
        (_release[neuron], _counts[neuron], _comparator[neuron]) = (release, counts, comparator);
}
