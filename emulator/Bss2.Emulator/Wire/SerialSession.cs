using System.Buffers.Binary;

namespace Bss2.Emulator.Wire;

/// <summary>The board's side of a serial link, from one reset to the next. Not for two threads.</summary>
/// <remarks>
/// Link-and-playback 7b: window 64, modulus 256, acknowledgement after 8 frames or 2 ms, own repetition. A program starts when its halt is
/// here or the memory is full, because the line is slower than the executor.
/// </remarks>
internal sealed class SerialSession
{
    public const int MaximumWords = 64, HeadBytes = 4, CrcBytes = 4, MaximumBytes = HeadBytes + MaximumWords * 8 + CrcBytes;

    private const int Modulus = 256, Window = 64, MemoryWords = 4 * 1024 * 1024, AckEveryFrames = 8, HaltHeader = 10;
    private const int Data = 1, Ack = 2, Config = 4, Loopback = 5;
    private const long RepeatUs = 40_000, AckDelayUs = 2000;

    private readonly ArqSender _sender = new(Window, Modulus, MaximumBytes, RepeatUs);
    private readonly ArqReceiver _receiver = new(Window, Modulus, MaximumWords);
    private readonly WordFifo _program = new(MemoryWords), _answers = new(MemoryWords);
    private readonly Queue<(int Type, ulong[] Words)> _control = new();
    private readonly ulong[] _words = new ulong[MaximumWords];
    private int _halts, _acksOwed;
    private long _ackOwedSinceUs;

    public SerialSession(string infoText)
    {
        ReadOnlySpan<ulong> config = ConfigWords.Of(Modulus, Window, MaximumWords, infoText, MemoryWords, MemoryWords);
        for (; !config.IsEmpty; config = config[Math.Min(config.Length, MaximumWords)..])
        {
            _control.Enqueue((Config, config[..Math.Min(config.Length, MaximumWords)].ToArray()));
        }
    }

    /// <summary>Whether a program, or as much of it as the memory holds, is here, and its answers have room.</summary>
    public bool CanExecute => (_halts > 0 || _program.Free < MaximumWords) && _answers.Free >= MemoryWords / 2;

    /// <summary>How long nothing has to be done if nothing comes, µs.</summary>
    public long NextLookUs => _acksOwed > 0 ? AckDelayUs : _sender.Outstanding > 0 ? RepeatUs / 2 : long.MaxValue;

    /// <summary>Takes a frame whose checksum was right.</summary>
    public void Receive(int type, int sequence, int acknowledge, ReadOnlySpan<byte> words, long nowUs)
    {
        _sender.Acknowledge((uint)acknowledge, nowUs);
        if (type == Ack)
        {
            return;
        }
        _receiver.Offer(sequence, type, words);
        OweAck(nowUs);
        Deliver();
    }

    /// <summary>Takes words to execute, no further than the end of a program.</summary>
    public int TakeProgram(Span<ulong> destination, long nowUs)
    {
        bool wasFull = _program.Free < MaximumWords;
        int count = _program.Take(destination);
        foreach (ulong word in destination[..count])
        {
            _halts -= IsHalt(word) ? 1 : 0;
        }
        if (wasFull)
        {
            Deliver();
            OweAck(nowUs);
        }
        return count;
    }

    public void Answer(ReadOnlySpan<ulong> words) => _answers.Append(words);

    /// <summary>Puts on the line what is due, as much as fits.</summary>
    public int Write(Span<byte> line, long nowUs)
    {
        int written = 0;
        for (int n = 0, due = _sender.Due(nowUs); n < due && Fits(line, written); n++)
        {
            written += Put(_sender.Repeat(n, nowUs), line[written..]);
        }
        while (_control.Count > 0 && _sender.IsOpen && Fits(line, written))
        {
            (int type, ulong[] words) = _control.Dequeue();
            written += Send(type, words, line[written..], nowUs);
        }
        while (_answers.Count > 0 && _sender.IsOpen && Fits(line, written))
        {
            int count = _answers.Take(_words);
            written += Send(Data, _words.AsSpan(0, count), line[written..], nowUs);
        }
        if (_acksOwed > 0 && Fits(line, written) && (_acksOwed >= AckEveryFrames || nowUs - _ackOwedSinceUs >= AckDelayUs))
        {
            Span<byte> ack = stackalloc byte[HeadBytes + CrcBytes];
            ack[0] = Ack;
            written += Put(ack, line[written..]);
        }
        return written;
    }

    private static bool IsHalt(ulong word) => word >> 56 == HaltHeader && (word & 1) == 0;

    private static bool Fits(Span<byte> line, int written) => line.Length - written >= LineCode.LineBytes(MaximumBytes);

    private void OweAck(long nowUs)
    {
        if (_acksOwed++ == 0)
        {
            _ackOwedSinceUs = nowUs;
        }
    }

    private void Deliver()
    {
        while (_receiver.TryPeek(out int type, out ReadOnlySpan<byte> words))
        {
            int count = words.Length / sizeof(ulong);
            if (type == Data && _program.Free < count)
            {
                return;
            }
            if (type == Loopback && _control.Count >= Window)
            {
                return;
            }
            for (int i = 0; i < count; i++)
            {
                _words[i] = BinaryPrimitives.ReadUInt64BigEndian(words[(i * sizeof(ulong))..]);
                _halts += type == Data && IsHalt(_words[i]) ? 1 : 0;
            }
            if (type == Data)
            {
                _program.Append(_words.AsSpan(0, count));
            }
            else if (type == Loopback)
            {
                _control.Enqueue((Loopback, _words[..count]));
            }
            _receiver.Take();
        }
    }

    private int Send(int type, ReadOnlySpan<ulong> words, Span<byte> line, long nowUs)
    {
        Span<byte> room = _sender.Room;
        (room[0], room[1], room[3]) = ((byte)type, (byte)_sender.NextSequence, (byte)words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(room[(HeadBytes + i * sizeof(ulong))..], words[i]);
        }
        int length = HeadBytes + words.Length * sizeof(ulong) + CrcBytes;
        _sender.Commit(length, nowUs);
        return Put(room[..length], line);
    }

    private int Put(Span<byte> frame, Span<byte> line)
    {
        _acksOwed = 0;
        frame[2] = (byte)_receiver.LastTaken;
        BinaryPrimitives.WriteUInt32LittleEndian(frame[^CrcBytes..], LineCode.Crc(frame[..^CrcBytes]));
        return LineCode.Stuff(frame, line);
    }
}
