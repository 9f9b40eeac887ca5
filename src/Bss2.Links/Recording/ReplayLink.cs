using System.Text.Json;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Links.Recording;

/// <summary>A recorded connection as a chip: what is sent must be what was sent then, and is answered with what was answered then.</summary>
/// <remarks>Answers are given once everything that had been sent before them has been sent again; so is the failure that ended it.</remarks>
internal sealed class ReplayLink : IChipLink
{
    private readonly RecordingReader _reader;
    private readonly RecordingHeader _header;
    private readonly string _endpoint;
    private readonly int _connection;
    private readonly LinkTransfers _transfers;
    private readonly Queue<ulong> _answers = new();
    private LinkException? _end;
    private bool _silent;
    private int _at, _expected;
    private long _program = 1, _instruction;

    public ReplayLink(RecordingReader reader, RecordingHeader header, string endpoint, int connection)
    {
        (_reader, _header, _endpoint, _connection, _transfers) = (reader, header, endpoint, connection, new(endpoint));
    }

    /// <summary>Whether anything was asked of it: else the recording still stands where it began.</summary>
    public bool IsUsed { get; private set; }

    /// <inheritdoc/>
    public ChipDescription Chip => _header.Description;

    /// <inheritdoc/>
    public int MaxProgramWords => _header.MaxProgramWords;

    /// <inheritdoc/>
    /// <exception cref="LinkException">A word differs from the one that was sent then.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<ulong> words, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_transfers.Gate)
        {
            _transfers.BeginSend(words);
            Begin();
            foreach (ulong word in words.Span)
            {
                if (Difference(word) is { } difference)
                {
                    _transfers.Fail(Differs(difference));
                    return ValueTask.FromException(_transfers.Fault!);
                }
                Count(word);
                if (++_at == _expected)
                {
                    Advance();
                }
            }
            _transfers.Sent(words.Length);
            if (_transfers.WantsWords && _answers.Count > 0)
            {
                _transfers.Give(Take(_transfers.Destination.Span));
            }
            EndIfAllWasGiven();
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> ReceiveAsync(Memory<ulong> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_transfers.Gate)
        {
            _transfers.BeginReceive();
            Begin();
            int count = Take(destination.Span);
            if (count > 0 || destination.IsEmpty)
            {
                return _transfers.FinishReceive(count);
            }
            EndIfAllWasGiven();
            return _transfers.Fault is not null ? _transfers.FinishReceive(0) : _transfers.AwaitWords(destination, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_transfers.Gate)
        {
            _transfers.Close();
        }
        return ValueTask.CompletedTask;
    }

    private void Begin()
    {
        if (!IsUsed)
        {
            IsUsed = true;
            Advance();
        }
    }

    // Reads on to the next words that have to be sent, keeping the answers before them.
    private void Advance()
    {
        (_expected, _at) = (0, 0);
        while (_end is null && _expected == 0)
        {
            if (!_reader.Read() || _reader.Kind == RecordingFormat.Connected)
            {
                _end = Differs("the recording of this connection ends here, and no more answers are recorded");
            }
            else if (_reader.Kind == RecordingFormat.Failed)
            {
                _end = Failure();
                // Who waited in vain then waits in vain again, until it gives up again.
                _silent = _end.Failure == LinkFailure.NoHalt;
            }
            else if (_reader.Kind == RecordingFormat.Sent)
            {
                _expected = _reader.Words.Length;
            }
            else
            {
                foreach (ulong word in _reader.Words)
                {
                    _answers.Enqueue(word);
                }
            }
        }
    }

    private string? Difference(ulong word)
    {
        if (_expected == 0)
        {
            return $"the recording of this connection ends before it; this run sends more ({ToFpgaText.Describe(word)})";
        }
        ulong recorded = _reader.Words[_at];
        return word == recorded ? null : $"this run sends {ToFpgaText.Describe(word)} (0x{word:X16}), recorded is "
            + $"{ToFpgaText.Describe(recorded)} (0x{recorded:X16})";
    }

    private void EndIfAllWasGiven()
    {
        if (_end is { } end && !_silent && _answers.Count == 0 && _transfers.IsReceiving)
        {
            _transfers.Fail(end);
        }
    }

    private LinkException Failure()
    {
        try
        {
            RecordedFailure failure = JsonSerializer.Deserialize(_reader.Text, RecordingJson.Default.RecordedFailure)
                ?? throw new JsonException("nothing is there");
            return new(Enum.TryParse(failure.Kind, out LinkFailure kind) ? kind : LinkFailure.Lost, _endpoint, $"recorded: {failure.Message}");
        }
        catch (JsonException e)
        {
            throw _reader.Damaged($"it does not say how the connection failed ({e.Message})");
        }
    }

    private int Take(Span<ulong> destination)
    {
        int count = 0;
        while (count < destination.Length && _answers.TryDequeue(out ulong word))
        {
            destination[count++] = word;
        }
        return count;
    }

    private void Count(ulong word)
    {
        bool halt = word == ToFpga.Loopback(tick: false);
        (_program, _instruction) = halt ? (_program + 1, 0) : (_program, _instruction + 1);
    }

    private LinkException Differs(string how) => new(LinkFailure.Differs, _endpoint, $"connection {_connection}, program {_program}, instruction "
        + $"{_instruction}: {how}. Replay the same command with the same options, settings and version as recorded.");
}
