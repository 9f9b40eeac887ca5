using Bss2.Hal;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Links.Recording;

/// <summary>A link that is written down.</summary>
internal sealed class RecordingLink(IChipLink inner, Recorder recorder) : IChipLink
{
    private int _used, _failed;
    private volatile bool _closed;

    /// <inheritdoc/>
    public ChipDescription Chip => inner.Chip;

    /// <inheritdoc/>
    public int MaxProgramWords => inner.MaxProgramWords;

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
    {
        Begin();
        // Before they go: nothing that they cause may be written down earlier.
        recorder.Sent(words.Span);
        try
        {
            await inner.SendAsync(words, cancellationToken).ConfigureAwait(false);
        }
        catch (HalException e)
        {
            Note(e is LinkException link ? link.Failure : LinkFailure.Lost, e.Message);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        Begin();
        try
        {
            int count = await inner.ReceiveAsync(destination, cancellationToken).ConfigureAwait(false);
            recorder.Received(destination.Span[..count]);
            return count;
        }
        catch (HalException e)
        {
            Note(e is LinkException link ? link.Failure : LinkFailure.Lost, e.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            // Whoever waited gave up.
            Note(LinkFailure.NoHalt, "the words that were waited for did not come before the wait was given up.");
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _closed = true;
        return inner.DisposeAsync();
    }

    private void Begin()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (Interlocked.Exchange(ref _used, 1) == 0)
        {
            recorder.Connected(inner);
        }
    }

    // What follows a failure belongs to it: both directions end with the same reason.
    private void Note(LinkFailure failure, string message)
    {
        if (Interlocked.Exchange(ref _failed, 1) == 0)
        {
            recorder.Failed(failure, message);
        }
    }
}
