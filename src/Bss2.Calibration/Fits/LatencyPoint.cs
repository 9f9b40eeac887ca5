namespace Bss2.Calibration.Fits;

/// <summary>A measured first-spike time.</summary>
/// <param name="EventUs">When the event came, after the release.</param>
/// <param name="SpikeUs">Median of first spikes, after the release.</param>
/// <param name="Sign">+1 if the event excites, −1 if it inhibits.</param>
internal readonly record struct LatencyPoint(double EventUs, double SpikeUs, int Sign);
