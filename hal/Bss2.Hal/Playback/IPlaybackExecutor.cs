namespace Bss2.Hal.Playback;

/// <summary>
/// Runs one timed program to its halt and returns every reply in program order and every spike in order of arrival, or throws and
/// returns nothing; after a throw or a cancellation the chip state is unknown.
/// </summary>
public interface IPlaybackExecutor : IAsyncDisposable
{
    /// <summary>Which chip answers.</summary>
    ChipDescription Chip { get; }

    /// <summary>What it can do.</summary>
    ChipFeatures Features { get; }

    /// <summary>Longest program that it takes, words.</summary>
    int MaxProgramWords { get; }

    /// <summary>Runs a program.</summary>
    /// <exception cref="HalException">The program, the chip or the link failed; the message says what, where and what to do.</exception>
    ValueTask<PlaybackResult> ExecuteAsync(PlaybackProgram program, CancellationToken cancellationToken);
}
