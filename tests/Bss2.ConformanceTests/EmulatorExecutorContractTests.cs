using Bss2.Emulator;

namespace Bss2.ConformanceTests;

/// <summary>The emulator run directly.</summary>
public sealed class EmulatorExecutorContractTests : PlaybackExecutorContract
{
    private protected override Task<ExecutorRig> CreateAsync(CancellationToken token) =>
        Task.FromResult(new ExecutorRig(new EmulatorExecutor(new())));
}
