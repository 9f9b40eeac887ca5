using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;

namespace Bss2.Cli.Probe;

/// <summary>All background sources of the chip fire regularly, and nothing of it goes to the host.</summary>
internal sealed class BackgroundLoad
{
    /// <summary>Events per second of one source and period step: one per period of 4 ns (register-map 7).</summary>
    private const double SourceHz = 250e6;

    private const int LongestPeriod = 65535;

    private readonly int _period;

    /// <summary>At a rate.</summary>
    /// <param name="hz">Of all sources together, 1/s.</param>
    public BackgroundLoad(double hz) => _period = Math.Clamp((int)Math.Round(BackgroundSource.Count * SourceHz / hz), 1, LongestPeriod);

    public const double LowestHz = BackgroundSource.Count * SourceHz / LongestPeriod;

    public const double HighestHz = BackgroundSource.Count * SourceHz;

    public PlaybackProgramBuilder On() => Set(new() { Enable = true, Period = _period }, recording: false);

    public PlaybackProgramBuilder Off() => Set(new(), recording: true);

    private static PlaybackProgramBuilder Set(BackgroundSpikeSource settings, bool recording)
    {
        var builder = new PlaybackProgramBuilder();
        builder.Write(new EventRecordingConfig { EnableEventRecording = recording });
        for (int source = 0; source < BackgroundSource.Count; source++)
        {
            builder.Write(new BackgroundSource(source), settings);
        }
        return builder;
    }
}
