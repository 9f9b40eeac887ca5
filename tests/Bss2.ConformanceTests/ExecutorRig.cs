using Bss2.Hal.Playback;

namespace Bss2.ConformanceTests;

/// <summary>A fresh executor, and what has to be closed after it.</summary>
internal sealed class ExecutorRig(IPlaybackExecutor chip, params IDisposable[] farEnds) : IAsyncDisposable
{
    public IPlaybackExecutor Chip => chip;

    public async ValueTask DisposeAsync()
    {
        await chip.DisposeAsync();
        foreach (IDisposable farEnd in farEnds)
        {
            farEnd.Dispose();
        }
    }
}
