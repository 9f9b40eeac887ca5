using Bss2.Examples;

namespace Bss2.ConformanceTests;

/// <summary>The board builder's example: a link over pipes of bytes.</summary>
public sealed class BoardStubContractTests : LinkContract
{
    private protected override Task<LinkRig> CreateAsync(CancellationToken token) => Task.FromResult(new LinkRig(BoardStub.Connect()));
}
