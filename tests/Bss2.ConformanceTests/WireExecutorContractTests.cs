using Bss2.Emulator;
using Bss2.Hal.Playback;

namespace Bss2.ConformanceTests;

/// <summary>The emulator at the far end of a link of words.</summary>
public sealed class WireExecutorContractTests : PlaybackExecutorContract
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    protected override IPlaybackExecutor Create() => new WireExecutor(new EmulatorLink(new()), Deadline, TimeProvider.System);
}
