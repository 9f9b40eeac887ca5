using System.Diagnostics;
using System.Threading.Channels;
using Bss2.Emulator.Wire;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Emulator;

/// <summary>The emulated FPGA at the far end of a link of words, in the same process; a program may arrive in any pieces.</summary>
public sealed class EmulatorLink : IChipLink
{
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(EmulatedBoard.SilenceMs);

    private readonly EmulatorExecutor _chip;
    private readonly Channel<ulong[]> _replies = Channel.CreateUnbounded<ulong[]>();
    private readonly Lock _executing = new();
    private ReadOnlyMemory<ulong> _rest;
    private long _lastWords = Stopwatch.GetTimestamp();
    private volatile bool _closed;

    /// <summary>Powers an emulated chip up.</summary>
    public EmulatorLink(EmulatorOptions options) => _chip = new(options);

    /// <inheritdoc/>
    public ChipDescription Chip => _chip.Chip;

    /// <summary>What the chip does not emulate and was asked for, and why it did not answer.</summary>
    public EmulatorDiagnostics Diagnostics => _chip.Diagnostics;

    /// <inheritdoc/>
    /// <remarks>It executes while words come, so the length of a program is not bounded.</remarks>
    public int MaxProgramWords => Array.MaxLength;

    /// <summary>Executes words; replies wait for <see cref="ReceiveAsync"/>.</summary>
    /// <exception cref="UnmappedAddressException">The program uses an address where nothing lives.</exception>
    /// <exception cref="NotEmulatedException">The program uses a part that is not emulated.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_executing)
        {
            List<ulong> replies = [.. _chip.Feed(words.Span)];
            if (!_chip.IsInProgram)
            {
                _chip.FlushReplies(replies);
            }
            Give(replies);
            _lastWords = Stopwatch.GetTimestamp();
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_rest.IsEmpty)
        {
            Task<bool> waiting = _replies.Reader.WaitToReadAsync(cancellationToken).AsTask();
            while (!waiting.IsCompleted && await Task.WhenAny(waiting, Task.Delay(s_silence, cancellationToken)).ConfigureAwait(false) != waiting)
            {
                cancellationToken.ThrowIfCancellationRequested();
                LookAfterSilence();
            }
            if (!await waiting.ConfigureAwait(false))
            {
                return 0;
            }
            _replies.Reader.TryRead(out ulong[]? next);
            _rest = next;
        }
        int count = Math.Min(destination.Length, _rest.Length);
        _rest[..count].CopyTo(destination);
        _rest = _rest[count..];
        return count;
    }

    /// <summary>
    /// Resets the link as a new host does: the program, its answers and what was not received yet are gone, the FPGA's registers are at
    /// their defaults (its PHYs are off), chip and external memories keep their state.
    /// </summary>
    public void Reset()
    {
        while (_replies.Reader.TryRead(out _))
        {
        }
        _rest = default;
        _chip.ResetLink();
    }

    // Nothing lingers for ever in mid-program, as at the far end of a wire (EmulatedBoard).
    private void LookAfterSilence()
    {
        lock (_executing)
        {
            if (!_closed && _chip.IsInProgram && Stopwatch.GetElapsedTime(_lastWords) >= s_silence)
            {
                List<ulong> replies = [];
                _chip.FlushReplies(replies);
                Give(replies);
            }
        }
    }

    private void Give(List<ulong> replies)
    {
        if (replies.Count > 0)
        {
            _replies.Writer.TryWrite([.. replies]);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _closed = true;
        _replies.Writer.TryComplete();
        return _chip.DisposeAsync();
    }
}
