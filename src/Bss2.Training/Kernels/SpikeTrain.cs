using System.Numerics;
using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>A growing list of spikes in runs, one after the other in time and each in any order, and its sorting; buffers are reused.</summary>
internal sealed class SpikeTrain
{
    // Like LifSimulation: a net that fires without end would never return.
    private const int MaximumSpikes = 1_000_000, FirstCapacity = 256;

    // Runs up to this length are sorted by counting, which has no branches but takes the square of the length.
    private const int ShortRun = 48;

    // Per position in a vector: the lanes behind it.
    private static readonly Vector<long>[] s_behind = [.. Enumerable.Range(0, Vector<long>.Count)
        .Select(at => Vector.GreaterThan(Vector.CreateSequence(0L, 1L), new Vector<long>(at)))];

    private readonly long[] _rank = new long[ShortRun + Vector<long>.Count];
    private double[] _time = new double[FirstCapacity + Vector<double>.Count];
    private int[] _neuron = new int[FirstCapacity], _bucket = new int[FirstCapacity], _first = new int[2 * FirstCapacity];
    private int[] _runEnd = new int[16];
    private int _runs;

    public int Count { get; private set; }

    public void Clear() => (Count, _runs) = (0, 0);

    public void Add(double timeUs, int neuron)
    {
        if (Count == _neuron.Length)
        {
            Grow();
        }
        _time[Count] = timeUs;
        _neuron[Count++] = neuron;
    }

    /// <summary>No spike to come is earlier than one that is there.</summary>
    public void EndRun()
    {
        if (_runs == _runEnd.Length)
        {
            Array.Resize(ref _runEnd, 2 * _runs);
        }
        _runEnd[_runs++] = Count;
    }

    /// <summary>Writes the spikes by time, then neuron.</summary>
    /// <param name="sorted">Of length <see cref="Count"/>.</param>
    public void SortInto(Span<TimedSpike> sorted)
    {
        EndRun();
        int start = 0;
        foreach (int end in _runEnd.AsSpan(0, _runs))
        {
            if (end - start <= ShortRun)
            {
                Rank(start, end, sorted);
            }
            else
            {
                Distribute(start, end, sorted);
            }
            start = end;
        }
        Insert(sorted);
    }

    // The place of a spike is the number of those before it: as many vectors of spikes as there are, against each spike.
    private void Rank(int start, int end, Span<TimedSpike> sorted)
    {
        Span<double> time = _time.AsSpan(start);
        Span<long> rank = _rank;
        int count = end - start, width = Vector<double>.Count;
        for (int k = 0; k < count; k += width)
        {
            // Lanes beyond the run's end rank as they like.
            Vector<double> at = new(time[k..]);
            Vector<long> before = Vector<long>.Zero;
            int next = Math.Min(k + width, count);
            for (int j = 0; j < k; j++)
            {
                before -= Vector.LessThanOrEqual(new Vector<double>(time[j]), at);
            }
            for (int j = k; j < next; j++)
            {
                Vector<double> other = new(time[j]);
                before -= Vector.LessThan(other, at) | (Vector.Equals(other, at) & s_behind[j - k]);
            }
            for (int j = next; j < count; j++)
            {
                before -= Vector.LessThan(new Vector<double>(time[j]), at);
            }
            before.CopyTo(rank[k..]);
        }
        for (int k = 0; k < count; k++)
        {
            sorted[start + (int)rank[k]] = new(_neuron[start + k], time[k]);
        }
    }

    // Into about twice as many buckets as spikes: linear unless spikes crowd, for order within a bucket is left to insertion.
    private void Distribute(int start, int end, Span<TimedSpike> sorted)
    {
        Span<double> time = _time.AsSpan(start, end - start);
        Span<int> neuron = _neuron.AsSpan(start, end - start), bucket = _bucket.AsSpan(0, end - start);
        double earliest = time[0], latest = earliest;
        foreach (double t in time)
        {
            // Not Math.Min and Max, which care for NaN.
            earliest = t < earliest ? t : earliest;
            latest = t > latest ? t : latest;
        }
        int buckets = 2 * (int)BitOperations.RoundUpToPowerOf2((uint)time.Length);
        double scale = latest > earliest ? (buckets - 1) / (latest - earliest) : 0;
        Span<int> first = _first.AsSpan(0, buckets);
        first.Clear();
        for (int k = 0; k < time.Length; k++)
        {
            int b = (int)((time[k] - earliest) * scale);
            bucket[k] = b;
            first[b]++;
        }
        int before = start;
        for (int b = 0; b < first.Length; b++)
        {
            (first[b], before) = (before, before + first[b]);
        }
        for (int k = 0; k < bucket.Length; k++)
        {
            sorted[first[bucket[k]]++] = new(neuron[k], time[k]);
        }
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
        Array.Resize(ref _time, capacity + Vector<double>.Count);
        Array.Resize(ref _neuron, capacity);
        Array.Resize(ref _bucket, capacity);
        Array.Resize(ref _first, 2 * capacity);
    }
}
