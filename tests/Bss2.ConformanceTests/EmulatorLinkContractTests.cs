using Bss2.Emulator;

namespace Bss2.ConformanceTests;

/// <summary>The emulator at the far end of words in the same process.</summary>
public sealed class EmulatorLinkContractTests : LinkContract
{
    private protected override Task<LinkRig> CreateAsync(CancellationToken token) => Task.FromResult(new LinkRig(new EmulatorLink(new())));
}
