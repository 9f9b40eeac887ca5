using Bss2.Hal.Playback;

namespace Bss2.Hal.Wire;

/// <summary>Full-duplex pipe of 64-bit words: whole, in order, no loss, no duplication, or a <see cref="HalException"/>.</summary>
public interface IChipLink : IAsyncDisposable
{
    /// <summary>What is at the far end.</summary>
    ChipDescription Chip { get; }

    /// <summary>Longest program the far end takes, words.</summary>
    int MaxProgramWords { get; }

    /// <summary>Sends words; completes when the link has taken them.</summary>
    ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken);

    /// <summary>Receives at least one word; 0 when the far end closed.</summary>
    ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken);
}
