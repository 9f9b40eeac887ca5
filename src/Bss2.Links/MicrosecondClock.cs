namespace Bss2.Links;

/// <summary>Time since some fixed moment in µs: what protocols count in.</summary>
internal sealed class MicrosecondClock(TimeProvider time)
{
    private readonly long _ticksPerUs = Math.Max(1, time.TimestampFrequency / 1_000_000);

    /// <summary>Now.</summary>
    public long NowUs => time.GetTimestamp() / _ticksPerUs;
}
