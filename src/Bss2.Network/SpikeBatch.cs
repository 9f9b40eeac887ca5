namespace Bss2.Network;

/// <summary>Input spikes of a batch of independent samples.</summary>
public sealed class SpikeBatch
{
    private readonly TimedSpike[][] _samples;

    /// <summary>Takes ownership of one spike train per sample.</summary>
    /// <param name="channels">Input channels.</param>
    /// <param name="samples">Per sample, spikes in time order.</param>
    /// <exception cref="ArgumentException">A spike is out of order, not finite, negative, or from a channel that does not exist.</exception>
    public SpikeBatch(int channels, TimedSpike[][] samples)
    {
        for (int s = 0; s < samples.Length; s++)
        {
            double last = 0;
            foreach (TimedSpike spike in samples[s])
            {
                if ((uint)spike.Source >= (uint)channels || !(spike.TimeUs >= last) || !double.IsFinite(spike.TimeUs))
                {
                    throw new ArgumentException($"Sample {s}: spike of channel {spike.Source} at {spike.TimeUs} µs after {last} µs; "
                        + $"channels are 0..{channels - 1}, times finite and ascending from 0.", nameof(samples));
                }
                last = spike.TimeUs;
            }
        }
        (Channels, _samples) = (channels, samples);
    }

    /// <summary>Input channels.</summary>
    public int Channels { get; }

    /// <summary>Number of samples.</summary>
    public int Count => _samples.Length;

    /// <summary>Spikes of a sample, in time order.</summary>
    public ReadOnlySpan<TimedSpike> this[int sample] => _samples[sample];
}
