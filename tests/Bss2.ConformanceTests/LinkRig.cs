using Bss2.Hal.Wire;

namespace Bss2.ConformanceTests;

/// <summary>A fresh link, and what has to be closed after it.</summary>
internal sealed class LinkRig(IChipLink link, params IDisposable[] farEnds) : IAsyncDisposable
{
    public IChipLink Link => link;

    public async ValueTask DisposeAsync()
    {
        await link.DisposeAsync();
        foreach (IDisposable farEnd in farEnds)
        {
            farEnd.Dispose();
        }
    }
}
