using Bss2.Network;

namespace Bss2.Training.Data;

/// <summary>One spike per channel: (x, y, 1 − x, 1 − y) as latencies, and a bias spike.</summary>
/// <param name="EarlyUs">Time of value 0, µs.</param>
/// <param name="LateUs">Time of value 1, µs.</param>
/// <param name="BiasUs">Time of the bias spike, µs.</param>
public sealed record LatencyEncoding(double EarlyUs, double LateUs, double BiasUs)
{
    /// <summary>Channels: four features and the bias.</summary>
    public const int Channels = 5;

    /// <summary>Spikes of a point, in time order.</summary>
    public TimedSpike[] Encode(double x, double y)
    {
        TimedSpike[] spikes =
        [
            new(0, TimeOf(x)), new(1, TimeOf(y)), new(2, TimeOf(1 - x)), new(3, TimeOf(1 - y)), new(4, BiasUs),
        ];
        Array.Sort(spikes, static (a, b) => a.TimeUs != b.TimeUs ? a.TimeUs.CompareTo(b.TimeUs) : a.Source.CompareTo(b.Source));
        return spikes;
    }

    private double TimeOf(double value) => EarlyUs + value * (LateUs - EarlyUs);
}
