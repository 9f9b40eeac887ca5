namespace Bss2.Cli.Bench;

/// <summary>How work and time become the figure that people quote.</summary>
/// <param name="Text">Unit.</param>
/// <param name="Scale">Factor on work per second, or on seconds per work.</param>
/// <param name="PerSecond">True for work per second (more is better), false for time per piece of work (less is better).</param>
internal sealed record BenchUnit(string Text, double Scale, bool PerSecond)
{
    public static BenchUnit MicrosecondsPerSampleEpoch { get; } = new("µs per sample·epoch", 1e6, false);

    public static BenchUnit MicrosecondsPerSample { get; } = new("µs per sample", 1e6, false);

    public static BenchUnit NanosecondsPerItem { get; } = new("ns per item", 1e9, false);

    public static BenchUnit MessagesPerSecond { get; } = new("messages/s", 1, true);

    public static BenchUnit WordsPerSecond { get; } = new("words/s", 1, true);

    public static BenchUnit MicrosecondsPerRoundTrip { get; } = new("µs per round trip", 1e6, false);

    /// <summary>Work is chip time in seconds.</summary>
    public static BenchUnit RealTimeFactor { get; } = new("real-time factor", 1, true);

    public static BenchUnit GigaFlops { get; } = new("GFLOP/s", 1e-9, true);

    public static BenchUnit GigaBytesPerSecond { get; } = new("GB/s", 1e-9, true);

    public double Figure(double work, double seconds) => PerSecond ? Scale * work / seconds : Scale * seconds / work;
}
