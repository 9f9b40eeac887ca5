using Bss2.Network;
using Bss2.Training.Data;

namespace Bss2.Training;

/// <summary>Encoded samples, made once: every epoch shows the same points.</summary>
internal sealed class InputTrains
{
    private readonly TimedSpike[] _spikes;
    private readonly int[] _labels;

    /// <param name="encoding">How points become latencies.</param>
    /// <param name="samples">The set.</param>
    /// <param name="reflected">Whether each point is shown mirrored, (x, y) → (1 − x, 1 − y), which swaps classes 0 and 1.</param>
    public InputTrains(LatencyEncoding encoding, IReadOnlyList<YinYangSample> samples, bool reflected)
    {
        _spikes = new TimedSpike[samples.Count * LatencyEncoding.Channels];
        _labels = new int[samples.Count];
        for (int s = 0; s < samples.Count; s++)
        {
            YinYangSample sample = samples[s];
            if (reflected)
            {
                sample = new(1 - sample.X, 1 - sample.Y, sample.Label == 2 ? 2 : 1 - sample.Label);
            }
            encoding.Encode(sample.X, sample.Y).CopyTo(_spikes, s * LatencyEncoding.Channels);
            _labels[s] = sample.Label;
        }
    }

    public int Count => _labels.Length;

    public int Label(int sample) => _labels[sample];

    public ReadOnlySpan<TimedSpike> Spikes(int sample) => _spikes.AsSpan(sample * LatencyEncoding.Channels, LatencyEncoding.Channels);
}
