namespace Bss2.Network;

/// <summary>Input spikes of a batch of independent samples.</summary>
/// <remarks>Kept in one array; <see cref="Clear"/> and <see cref="Add"/> fill it anew without allocating once it has grown.</remarks>
public sealed class SpikeBatch
{
    private TimedSpike[] _spikes;
    private int[] _end;

    /// <summary>An empty batch, to be filled by <see cref="Add"/>.</summary>
    /// <param name="channels">Input channels.</param>
    public SpikeBatch(int channels) => (Channels, _spikes, _end) = (channels, [], []);

    /// <summary>Copies one spike train per sample.</summary>
    /// <param name="channels">Input channels.</param>
    /// <param name="samples">Per sample, spikes in time order.</param>
    /// <exception cref="ArgumentException">A spike is out of order, not finite, negative, or from a channel that does not exist.</exception>
    public SpikeBatch(int channels, TimedSpike[][] samples)
    {
        (Channels, _spikes, _end) = (channels, new TimedSpike[samples.Sum(s => s.Length)], new int[samples.Length]);
        foreach (TimedSpike[] sample in samples)
        {
            Add(sample);
        }
    }

    /// <summary>Input channels.</summary>
    public int Channels { get; }

    /// <summary>Number of samples.</summary>
    public int Count { get; private set; }

    /// <summary>Spikes of a sample, in time order.</summary>
    public ReadOnlySpan<TimedSpike> this[int sample] => sample < Count
        ? _spikes.AsSpan(Start(sample), _end[sample] - Start(sample))
        : throw new ArgumentOutOfRangeException(nameof(sample), sample, $"The batch has {Count} samples.");

    /// <summary>Forgets all samples; substrates must be done with the batch.</summary>
    public void Clear() => Count = 0;

    /// <summary>Appends a sample.</summary>
    /// <param name="sample">In time order; copied.</param>
    /// <exception cref="ArgumentException">A spike is out of order, not finite, negative, or from a channel that does not exist.</exception>
    public void Add(ReadOnlySpan<TimedSpike> sample)
    {
        double last = 0;
        foreach (TimedSpike spike in sample)
        {
            if ((uint)spike.Source >= (uint)Channels || !(spike.TimeUs >= last) || !double.IsFinite(spike.TimeUs))
            {
                throw new ArgumentException($"Sample {Count}: spike of channel {spike.Source} at {spike.TimeUs} µs after {last} µs; "
                    + $"channels are 0..{Channels - 1}, times finite and ascending from 0.", nameof(sample));
            }
            last = spike.TimeUs;
        }
        int start = Start(Count), end = start + sample.Length;
        if (Count == _end.Length)
        {
            Array.Resize(ref _end, Math.Max(16, 2 * Count));
        }
        if (end > _spikes.Length)
        {
            Array.Resize(ref _spikes, Math.Max(end, 2 * _spikes.Length));
        }
        sample.CopyTo(_spikes.AsSpan(start));
        _end[Count++] = end;
    }

    private int Start(int sample) => sample == 0 ? 0 : _end[sample - 1];
}
