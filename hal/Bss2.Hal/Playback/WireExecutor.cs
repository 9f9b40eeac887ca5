using Bss2.Hal.Wire;

namespace Bss2.Hal.Playback;

/// <summary>Runs programs over any link of words; one at a time.</summary>
public sealed class WireExecutor : IPlaybackExecutor
{
    private const int ReceiveWords = 4096;

    private readonly IChipLink _link;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly ulong[] _buffer = new ulong[ReceiveWords];
    private bool _faulted;

    /// <summary>Takes ownership of a link.</summary>
    /// <param name="link">Disposed with this object.</param>
    /// <param name="deadline">How long to wait for the halt of a program.</param>
    /// <param name="time">Host clock for the deadline.</param>
    public WireExecutor(IChipLink link, TimeSpan deadline, TimeProvider time) => (_link, _deadline, _time) = (link, deadline, time);

    /// <inheritdoc/>
    public ChipDescription Chip => _link.Chip;

    /// <inheritdoc/>
    public ChipFeatures Features => ChipFeatures.None;

    /// <inheritdoc/>
    public int MaxProgramWords => _link.MaxProgramWords;

    /// <inheritdoc/>
    public async ValueTask<PlaybackResult> ExecuteAsync(PlaybackProgram program, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        program.RequireHalt();
        if (_faulted)
        {
            throw new PlaybackException("An earlier program failed on this link and its late replies may still come; reconnect first.");
        }
        if (program.Words.Length > _link.MaxProgramWords)
        {
            throw new PlaybackException($"The program has {program.Words.Length} words, the far end takes {_link.MaxProgramWords}; split it.");
        }
        _faulted = true;
        using var deadline = new CancellationTokenSource(_deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var decoder = new PlaybackDecoder();
        Task sending = SendAsync(program, either), receiving = ReceiveAsync(decoder, either);
        try
        {
            await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // The one that failed has cancelled the other: its fault is the cause.
            await (receiving.IsFaulted ? receiving : sending).ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LinkException(LinkFailure.NoHalt, _link.Chip.Name, $"No halt came back within {_deadline.TotalSeconds} s: the far end hangs, the "
                + "program takes longer than that, or its answers were lost. Connect again; if the program is meant to take long, allow more time.");
        }
        // After a timeout the far end drops what it still owed and sends the halt, so the link is in step: post-mortem reads work.
        // Missing answers, though, may still come and would be taken for the next program's.
        _faulted = decoder.TimeoutNotifications.Count == 0;
        var result = new PlaybackResult(program, decoder);
        _faulted = false;
        return result;
    }

    private async Task SendAsync(PlaybackProgram program, CancellationTokenSource run)
    {
        try
        {
            await _link.SendAsync(program.Words, run.Token).ConfigureAwait(false);
        }
        catch
        {
            await run.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ReceiveAsync(PlaybackDecoder decoder, CancellationTokenSource run)
    {
        try
        {
            while (!decoder.Halted)
            {
                int received = await _link.ReceiveAsync(_buffer, run.Token).ConfigureAwait(false);
                if (received == 0)
                {
                    throw new PlaybackException("The link closed before the program's halt came back.");
                }
                decoder.Decode(_buffer.AsSpan(0, received));
            }
        }
        catch
        {
            await run.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();
}
