using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Links.Faults;

/// <summary>A link that is late, or dies: the faults that a transport which repairs everything else itself, as TCP does, still has.</summary>
/// <param name="link">Disposed with this object.</param>
/// <param name="source">Only delays and cuts are looked at; a unit is one send or one receive.</param>
/// <param name="time">Clock for delays.</param>
public sealed class FaultyLink(IChipLink link, FaultSource source, TimeProvider time) : IChipLink
{
    private readonly ConnectionFate _fate = new(source);

    /// <inheritdoc/>
    public ChipDescription Chip => link.Chip;

    /// <inheritdoc/>
    public int MaxProgramWords => link.MaxProgramWords;

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
    {
        await PassAsync(_fate.Out, cancellationToken).ConfigureAwait(false);
        await link.SendAsync(words, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        int count = await link.ReceiveAsync(destination, cancellationToken).ConfigureAwait(false);
        await PassAsync(_fate.In, cancellationToken).ConfigureAwait(false);
        return count;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => link.DisposeAsync();

    private async ValueTask PassAsync(ConnectionFate.Direction direction, CancellationToken cancellationToken)
    {
        if (!direction.Next())
        {
            throw new LinkException(LinkFailure.Lost, link.Chip.Name, "the connection was cut (by the fault plan). Connect again.");
        }
        if (direction.Happens(LinkFaultKind.Delay, direction.Rates.Delay))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(direction.Rates.DelayMs), time, cancellationToken).ConfigureAwait(false);
        }
    }
}
