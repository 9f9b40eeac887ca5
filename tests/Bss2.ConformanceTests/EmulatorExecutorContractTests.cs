using Bss2.Emulator;
using Bss2.Hal.Playback;

namespace Bss2.ConformanceTests;

/// <summary>The emulator run directly.</summary>
public sealed class EmulatorExecutorContractTests : PlaybackExecutorContract
{
    protected override IPlaybackExecutor Create() => new EmulatorExecutor(new());
}
