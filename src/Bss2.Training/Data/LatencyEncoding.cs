using Bss2.Network;

namespace Bss2.Training.Data;

/// <summary>One spike per channel: features f and then their complements 1 − f as latencies, and a bias spike.</summary>
/// <param name="EarlyUs">Time of value 0, µs.</param>
/// <param name="LateUs">Time of value 1, µs.</param>
/// <param name="BiasUs">Time of the bias spike, µs.</param>
public sealed record LatencyEncoding(double EarlyUs, double LateUs, double BiasUs)
{
    /// <summary>Channels: two per feature, and the bias.</summary>
    public static int Channels(int features) => 2 * features + 1;

    /// <summary>Spikes of a point, in time order; simultaneous ones by channel.</summary>
    /// <param name="features">Each from 0 to 1.</param>
    /// <exception cref="ArgumentException">A feature lies outside: its spike would leave the time that the encoding has.</exception>
    public TimedSpike[] Encode(ReadOnlySpan<double> features)
    {
        var spikes = new TimedSpike[Channels(features.Length)];
        for (int f = 0; f < features.Length; f++)
        {
            if (!(features[f] is >= 0 and <= 1))
            {
                throw new ArgumentException($"Feature {f} is {features[f]}; features lie in 0..1 (DataSet scales columns to that).", nameof(features));
            }
            spikes[f] = new(f, TimeOf(features[f]));
            spikes[features.Length + f] = new(features.Length + f, TimeOf(1 - features[f]));
        }
        spikes[^1] = new(spikes.Length - 1, BiasUs);
        Array.Sort(spikes, static (a, b) => a.TimeUs != b.TimeUs ? a.TimeUs.CompareTo(b.TimeUs) : a.Source.CompareTo(b.Source));
        return spikes;
    }

    private double TimeOf(double value) => EarlyUs + value * (LateUs - EarlyUs);
}
