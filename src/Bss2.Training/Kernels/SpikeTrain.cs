using System.Numerics;

namespace Bss2.Training.Kernels;

/// <summary>A growing list of spikes as arrays, and its sorting by time; buffers are reused.</summary>
internal sealed class SpikeTrain
{
    // Like LifSimulation: a net that fires without end would never return.
    private const int MaximumSpikes = 1_000_000, FirstCapacity = 256;

    private double[] _time = new double[FirstCapacity], _sortedTime = new double[FirstCapacity];
    private int[] _neuron = new int[FirstCapacity], _sortedNeuron = new int[FirstCapacity];
    private int[] _bucket = new int[FirstCapacity], _first = new int[FirstCapacity];

    public int Count { get; private set; }

    /// <summary>Times, µs; in time order after <see cref="Sort"/>.</summary>
    public ReadOnlySpan<double> Times => _time.AsSpan(0, Count);

    public ReadOnlySpan<int> Neurons => _neuron.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(double timeUs, int neuron)
    {
        if (Count == _time.Length)
        {
            Grow();
        }
        _time[Count] = timeUs;
        _neuron[Count++] = neuron;
    }

    /// <summary>Sorts by time, then neuron: into about as many buckets as spikes, then by insertion, so linear unless spikes crowd.</summary>
    public void Sort(double windowUs)
    {
        int count = Count;
        if (count < 2)
        {
            return;
        }
        int buckets = (int)BitOperations.RoundUpToPowerOf2((uint)count);
        double scale = buckets / windowUs;
        Span<int> first = _first.AsSpan(0, buckets), bucket = _bucket.AsSpan(0, count);
        Span<double> time = _time.AsSpan(0, count), sortedTime = _sortedTime.AsSpan(0, count);
        Span<int> neuron = _neuron.AsSpan(0, count), sortedNeuron = _sortedNeuron.AsSpan(0, count);
        first.Clear();
        for (int k = 0; k < time.Length; k++)
        {
            int b = Math.Min((int)(time[k] * scale), buckets - 1);
            bucket[k] = b;
            first[b]++;
        }
        int before = 0;
        for (int b = 0; b < first.Length; b++)
        {
            (first[b], before) = (before, before + first[b]);
        }
        for (int k = 0; k < bucket.Length; k++)
        {
            int at = first[bucket[k]]++;
            sortedTime[at] = time[k];
            sortedNeuron[at] = neuron[k];
        }
        (_time, _sortedTime) = (_sortedTime, _time);
        (_neuron, _sortedNeuron) = (_sortedNeuron, _neuron);
        Insert(sortedTime, sortedNeuron);
    }

    private static void Insert(Span<double> times, Span<int> neurons)
    {
        for (int k = 1; k < times.Length; k++)
        {
            double time = times[k];
            if (times[k - 1] < time)
            {
                continue;
            }
            int neuron = neurons[k], at = k;
            for (; at > 0 && (times[at - 1] > time || (times[at - 1] == time && neurons[at - 1] > neuron)); at--)
            {
                (times[at], neurons[at]) = (times[at - 1], neurons[at - 1]);
            }
            (times[at], neurons[at]) = (time, neuron);
        }
    }

    private void Grow()
    {
        if (Count >= MaximumSpikes)
        {
            throw new InvalidOperationException($"More than {MaximumSpikes} spikes in one sample: the network runs away.");
        }
        int capacity = 2 * Count;
        Array.Resize(ref _time, capacity);
        Array.Resize(ref _neuron, capacity);
        Array.Resize(ref _sortedTime, capacity);
        Array.Resize(ref _sortedNeuron, capacity);
        Array.Resize(ref _bucket, capacity);
        Array.Resize(ref _first, capacity);
    }
}
