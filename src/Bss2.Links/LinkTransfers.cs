using Bss2.Hal.Wire;

namespace Bss2.Links;

/// <summary>
/// The one send and the one receive that callers of a link may wait for, and the fault that ends both. All but waiting is guarded by
/// <see cref="Gate"/>.
/// </summary>
/// <param name="endpoint">For error messages.</param>
internal sealed class LinkTransfers(string endpoint)
{
    private TaskCompletionSource? _sent;
    private TaskCompletionSource<int>? _received;
    private bool _sending, _receiving;

    /// <summary>Whoever touches this, or the link's protocol, holds it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Words that a caller wants sent and the protocol has not taken yet.</summary>
    public ReadOnlyMemory<ulong> ToSend { get; private set; }

    /// <summary>Where a waiting caller wants words.</summary>
    public Memory<ulong> Destination { get; private set; }

    /// <summary>Whether a caller waits for words.</summary>
    public bool WantsWords => _received is not null;

    /// <summary>Whether a caller asks for words, waiting or not.</summary>
    public bool IsReceiving => _receiving;

    /// <summary>Why the link can do nothing any more; null while it can.</summary>
    public LinkException? Fault { get; private set; }

    /// <summary>Whether this side closed the link.</summary>
    public bool Closed { get; private set; }

    /// <summary>Begins a send.</summary>
    /// <exception cref="LinkException">The link has failed.</exception>
    /// <exception cref="InvalidOperationException">Another one is under way.</exception>
    public void BeginSend(ReadOnlyMemory<ulong> words)
    {
        Begin(ref _sending, "send");
        ToSend = words;
    }

    /// <summary>The protocol has taken words of <see cref="ToSend"/>.</summary>
    public void Sent(int words)
    {
        ToSend = ToSend[words..];
        if (ToSend.IsEmpty && _sending)
        {
            _sending = false;
            _sent?.TrySetResult();
            _sent = null;
        }
    }

    /// <summary>What the caller of a send gets: done, or a wait until it is.</summary>
    public ValueTask FinishSend(CancellationToken cancellationToken)
    {
        if (!_sending)
        {
            return ValueTask.CompletedTask;
        }
        _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return new(WaitAsync(_sent, cancellationToken));
    }

    /// <summary>Begins a receive.</summary>
    /// <exception cref="LinkException">The link has failed.</exception>
    /// <exception cref="InvalidOperationException">Another one is under way.</exception>
    public void BeginReceive() => Begin(ref _receiving, "receive");

    /// <summary>What the caller of a receive gets if there were words, or if there will be none.</summary>
    public ValueTask<int> FinishReceive(int words)
    {
        _receiving = false;
        return words > 0 || (Fault is null && !Closed) ? ValueTask.FromResult(words) : ValueTask.FromException<int>(WhyUnusable());
    }

    /// <summary>What the caller of a receive gets if it has to wait.</summary>
    public ValueTask<int> AwaitWords(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        Destination = destination;
        _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return new(WaitAsync(_received, cancellationToken));
    }

    /// <summary>Words were put into <see cref="Destination"/>: the waiting caller goes on.</summary>
    public void Give(int words)
    {
        TaskCompletionSource<int>? received = _received;
        (_received, Destination, _receiving) = (null, default, false);
        received?.TrySetResult(words);
    }

    /// <summary>The link can do nothing any more; the first reason stays.</summary>
    public void Fail(LinkException fault)
    {
        Fault ??= fault;
        EndWaiting(Fault);
    }

    /// <summary>This side closes the link; false if it had already.</summary>
    public bool Close()
    {
        if (Closed)
        {
            return false;
        }
        Closed = true;
        EndWaiting(new LinkException(LinkFailure.Lost, endpoint, "this side closed the link."));
        return true;
    }

    private void Begin(ref bool busy, string verb)
    {
        if (Closed || Fault is not null)
        {
            throw WhyUnusable();
        }
        if (busy)
        {
            throw new InvalidOperationException($"Another {verb} is running on {endpoint}; wait for it.");
        }
        busy = true;
    }

    private Exception WhyUnusable() => Closed ? new ObjectDisposedException(endpoint)
        : new LinkException(Fault!.Failure, endpoint, $"the link failed; connect again. The failure was: {Fault.Message}", Fault);

    private void EndWaiting(LinkException reason)
    {
        _sent?.TrySetException(reason);
        _received?.TrySetException(reason);
        (_sent, _received, ToSend, Destination, _sending, _receiving) = (null, null, default, default, false, false);
    }

    private async Task WaitAsync(TaskCompletionSource sent, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration _ = cancellationToken.Register(() =>
        {
            lock (Gate)
            {
                if (_sent == sent)
                {
                    (_sent, ToSend, _sending) = (null, default, false);
                    Fail(new(LinkFailure.Lost, endpoint, "a send was cancelled half-way, so the link is out of step; connect again."));
                }
            }
            sent.TrySetCanceled(cancellationToken);
        });
        await sent.Task.ConfigureAwait(false);
    }

    private async Task<int> WaitAsync(TaskCompletionSource<int> received, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration _ = cancellationToken.Register(() =>
        {
            lock (Gate)
            {
                if (_received == received)
                {
                    (_received, Destination, _receiving) = (null, default, false);
                }
            }
            received.TrySetCanceled(cancellationToken);
        });
        return await received.Task.ConfigureAwait(false);
    }
}
