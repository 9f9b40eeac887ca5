using System.Numerics;
using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>A growing list of spikes in any order, and its sorting by time; buffers are reused.</summary>
internal sealed class SpikeTrain
{
    // Like LifSimulation: a net that fires without end would never return.
    private const int MaximumSpikes = 1_000_000, FirstCapacity = 256;

    private double[] _time = new double[FirstCapacity];
    private int[] _neuron = new int[FirstCapacity], _bucket = new int[FirstCapacity], _first = new int[2 * FirstCapacity];

    public int Count { get; private set; }

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

    /// <summary>Writes the spikes by time, then neuron: into about twice as many buckets as spikes, then by insertion, so linear unless
    /// spikes crowd.</summary>
    /// <param name="sorted">Of length <see cref="Count"/>.</param>
    public void SortInto(Span<TimedSpike> sorted)
    {
        if (Count == 0)
        {
            return;
        }
        Span<double> time = _time.AsSpan(0, Count);
        Span<int> neuron = _neuron.AsSpan(0, Count), bucket = _bucket.AsSpan(0, Count);
        double earliest = time[0], latest = earliest;
        foreach (double t in time)
        {
            // Not Math.Min and Max, which care for NaN.
            earliest = t < earliest ? t : earliest;
            latest = t > latest ? t : latest;
        }
        int buckets = 2 * (int)BitOperations.RoundUpToPowerOf2((uint)Count);
        double scale = latest > earliest ? (buckets - 1) / (latest - earliest) : 0;
        Span<int> first = _first.AsSpan(0, buckets);
        first.Clear();
        for (int k = 0; k < time.Length; k++)
        {
            int b = (int)((time[k] - earliest) * scale);
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
            sorted[first[bucket[k]]++] = new(neuron[k], time[k]);
        }
        Insert(sorted);
    }

    private static void Insert(Span<TimedSpike> spikes)
    {
        for (int k = 1; k < spikes.Length; k++)
        {
            if (spikes[k - 1].TimeUs < spikes[k].TimeUs)
            {
                continue;
            }
            TimedSpike spike = spikes[k];
            int at = k;
            for (; at > 0 && (spikes[at - 1].TimeUs > spike.TimeUs
                || (spikes[at - 1].TimeUs == spike.TimeUs && spikes[at - 1].Source > spike.Source)); at--)
            {
                spikes[at] = spikes[at - 1];
            }
            spikes[at] = spike;
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
        Array.Resize(ref _bucket, capacity);
        Array.Resize(ref _first, 2 * capacity);
    }
}
