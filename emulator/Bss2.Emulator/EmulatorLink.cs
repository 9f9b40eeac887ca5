using System.Threading.Channels;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Emulator;

/// <summary>The emulated FPGA at the far end of a link of words, in the same process; a program may arrive in any pieces.</summary>
public sealed class EmulatorLink : IChipLink
{
    private readonly EmulatorExecutor _chip;
    private readonly Channel<ulong[]> _replies = Channel.CreateUnbounded<ulong[]>();
    private ReadOnlyMemory<ulong> _rest;
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
        List<ulong> replies = [.. _chip.Feed(words.Span)];
        // Nothing lingers in a partly filled word while no more words come.
        _chip.FlushReplies(replies);
        if (replies.Count > 0)
        {
            _replies.Writer.TryWrite([.. replies]);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_rest.IsEmpty)
        {
            if (!await _replies.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
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

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _closed = true;
        _replies.Writer.TryComplete();
        return _chip.DisposeAsync();
    }
}
