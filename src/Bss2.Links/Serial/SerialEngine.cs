using System.Buffers.Binary;

namespace Bss2.Links.Serial;

/// <summary>The host's side of a serial link: bytes that may be lost or spoilt on one side, words that are not on the other.</summary>
/// <remarks>
/// Link-and-playback 7b: window 64, acknowledgement after 8 frames or 2 ms, repetition after three measured round trips and at least 20 ms.
/// Not for two threads.
/// </remarks>
internal sealed class SerialEngine
{
    /// <summary>Numbers that both ends must use.</summary>
    public const int Modulus = 256, Window = 64;

    /// <summary>Most bytes that one frame becomes on the line, with the zero behind it.</summary>
    public static readonly int MaximumLineBytes = Cobs.MaximumLength(SerialFrame.MaximumBytes) + 1;

    private const int RingWords = 1 << 16, AckEveryFrames = 8, RepeatsPerLook = 8;
    private const long AckEveryUs = 2000, LeastRetransmissionUs = 20_000, MostRetransmissionUs = 1_000_000;

    private readonly SendWindow _send = new(Window, SerialFrame.MaximumBytes);
    private readonly ReceiveWindow _receive = new(Window, SerialFrame.MaximumWords);
    private readonly WordRing _words = new(RingWords);
    private readonly Queue<(SerialFrameType Type, ulong[] Words)> _control = new();
    private readonly byte[] _line = new byte[Cobs.MaximumLength(SerialFrame.MaximumBytes)], _frame = new byte[Cobs.MaximumLength(SerialFrame.MaximumBytes)];
    private int _lineBytes, _unacknowledged;
    private bool _overlong, _ackDue;
    private long _roundTripUs, _unacknowledgedSinceUs, _progressUs;

    /// <summary>What happened so far.</summary>
    public LinkStatistics Statistics { get; } = new();

    /// <summary>When a whole frame last came from the far end, µs.</summary>
    public long HeardUs { get; private set; }

    /// <summary>Frames that the far end has not acknowledged.</summary>
    public int Outstanding => _send.Outstanding;

    /// <summary>When the oldest of them went out first, µs.</summary>
    public long OldestSentUs => _send.OldestSentUs;

    /// <summary>Words that wait to be taken.</summary>
    public int WordsWaiting => _words.Count;

    /// <summary>Whether frames other than words are kept (while connecting), and not a fault.</summary>
    public bool Connecting { get; set; }

    /// <summary>Whether a reset is unanswered: then nothing else counts, as it belongs to the time before.</summary>
    public bool AwaitingConfig { get; set; }

    /// <summary>Kind of frame that came amid words and has no business there; null if none did.</summary>
    public SerialFrameType? Foreign { get; private set; }

    /// <summary>When to look again although nothing happens, µs from now.</summary>
    public long NextLookUs => _ackDue || _unacknowledged > 0 ? AckEveryUs : _send.Outstanding > 0 ? RetransmissionUs / 2 : long.MaxValue;

    private long RetransmissionUs => Math.Clamp(3 * _roundTripUs, LeastRetransmissionUs, MostRetransmissionUs);

    /// <summary>Starts from nothing, as after a reset.</summary>
    public void Reset(long nowUs)
    {
        _send.Reset();
        _receive.Reset();
        _words.Clear();
        _control.Clear();
        (_unacknowledged, _ackDue, Foreign, HeardUs, _progressUs) = (0, false, null, nowUs, nowUs);
    }

    /// <summary>Takes words that came.</summary>
    public int TakeWords(Span<ulong> destination)
    {
        bool wasFull = _words.Free < SerialFrame.MaximumWords;
        int count = _words.Take(destination);
        if (wasFull && count > 0)
        {
            int before = _receive.Acknowledge;
            Deliver();
            _ackDue |= _receive.Acknowledge != before;
        }
        return count;
    }

    /// <summary>Takes a frame that came while connecting.</summary>
    public bool TryTakeControl(out SerialFrameType type, out ulong[] words)
    {
        bool any = _control.TryDequeue(out (SerialFrameType Type, ulong[] Words) frame);
        (type, words) = any ? frame : (default, []);
        return any;
    }

    /// <summary>A frame without a number: a reset request.</summary>
    /// <returns>Bytes written, the zeros before and behind it included: the far end may be in the middle of anything.</returns>
    public static int WriteReset(Span<byte> destination)
    {
        Span<byte> frame = stackalloc byte[SerialFrame.HeadBytes + SerialFrame.CrcBytes];
        new SerialFrame(SerialFrameType.Reset, 0, Modulus - 1, 0).WriteHead(frame);
        SerialFrame.Seal(frame);
        destination[0] = 0;
        int length = 1 + Cobs.Encode(frame, destination[1..]);
        destination[length] = 0;
        return length + 1;
    }

    /// <summary>Puts a numbered frame on the line, if the window allows.</summary>
    /// <returns>Bytes written; 0 if the window is full.</returns>
    public int Write(SerialFrameType type, ReadOnlySpan<ulong> words, Span<byte> destination, long nowUs)
    {
        if (!_send.IsOpen)
        {
            return 0;
        }
        if (_send.Outstanding == 0)
        {
            _progressUs = nowUs;
        }
        Span<byte> room = _send.Room;
        var frame = new SerialFrame(type, (byte)_send.Sequence, 0, words.Length);
        frame.WriteHead(room);
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(room[(SerialFrame.HeadBytes + i * sizeof(ulong))..], words[i]);
        }
        Statistics.FramesSent++;
        return PutOnLine(_send.Commit(frame.Length, nowUs), destination);
    }

    /// <summary>Puts on the line what is due: frames again whose time has come, then an acknowledgement if none of them carried it.</summary>
    /// <returns>Bytes written.</returns>
    public int WriteDue(Span<byte> destination, long nowUs)
    {
        int written = 0, at = 0;
        int most = nowUs - _progressUs >= RetransmissionUs ? RepeatsPerLook : 0;
        for (int n = 0; n < most && destination.Length - written >= MaximumLineBytes
            && _send.TryNextDue(ref at, RetransmissionUs, nowUs, out Span<byte> frame); n++)
        {
            written += PutOnLine(frame, destination[written..]);
            Statistics.Retransmissions++;
        }
        if ((_ackDue || _unacknowledged >= AckEveryFrames || (_unacknowledged > 0 && nowUs - _unacknowledgedSinceUs >= AckEveryUs))
            && destination.Length - written >= MaximumLineBytes)
        {
            Span<byte> ack = _frame.AsSpan(0, SerialFrame.HeadBytes + SerialFrame.CrcBytes);
            new SerialFrame(SerialFrameType.Ack, 0, 0, 0).WriteHead(ack);
            written += PutOnLine(ack, destination[written..]);
        }
        return written;
    }

    /// <summary>Takes bytes of the line.</summary>
    public void Receive(ReadOnlySpan<byte> bytes, long nowUs)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)0);
            ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
            if (_overlong || _lineBytes + part.Length > _line.Length)
            {
                _overlong = true;
            }
            else
            {
                part.CopyTo(_line.AsSpan(_lineBytes));
                _lineBytes += part.Length;
            }
            if (end < 0)
            {
                return;
            }
            bytes = bytes[(end + 1)..];
            if (_overlong || _lineBytes > 0)
            {
                EndFrame(nowUs);
            }
            (_lineBytes, _overlong) = (0, false);
        }
    }

    private int PutOnLine(Span<byte> frame, Span<byte> destination)
    {
        frame[2] = (byte)_receive.Acknowledge;
        SerialFrame.Seal(frame);
        int length = Cobs.Encode(frame, destination);
        destination[length] = 0;
        (_ackDue, _unacknowledged) = (false, 0);
        return length + 1;
    }

    private void EndFrame(long nowUs)
    {
        if (_overlong || !Cobs.TryDecode(_line.AsSpan(0, _lineBytes), _frame, out int length)
            || !SerialFrame.TryRead(_frame.AsSpan(0, length), out SerialFrame frame))
        {
            Statistics.Malformed++;
            return;
        }
        if (AwaitingConfig && frame.Type != SerialFrameType.Config)
        {
            return;
        }
        HeardUs = nowUs;
        bool measurable = _send.Outstanding > 0 && !_send.OldestWasRepeated;
        long sentUs = _send.Outstanding > 0 ? _send.OldestSentUs : 0;
        if (_send.Acknowledge(frame.Acknowledge) > 0)
        {
            _progressUs = nowUs;
            if (measurable)
            {
                // A moving average over about eight round trips.
                _roundTripUs = _roundTripUs == 0 ? nowUs - sentUs : _roundTripUs + (nowUs - sentUs - _roundTripUs) / 8;
            }
        }
        if (frame.Type is SerialFrameType.Ack or SerialFrameType.Reset)
        {
            return;
        }
        if (_receive.Offer(frame.Sequence, (int)frame.Type, _frame.AsSpan(SerialFrame.HeadBytes, frame.Words * sizeof(ulong))))
        {
            Statistics.FramesReceived++;
            if (_unacknowledged++ == 0)
            {
                _unacknowledgedSinceUs = nowUs;
            }
            Deliver();
        }
        else
        {
            // The far end does not know that it came: say so.
            Statistics.Duplicates++;
            _ackDue = true;
        }
    }

    private void Deliver()
    {
        while (_receive.TryPeek(out int type, out ReadOnlySpan<byte> payload))
        {
            if ((SerialFrameType)type == SerialFrameType.Data)
            {
                if (_words.Free < payload.Length / sizeof(ulong))
                {
                    return;
                }
                if (!Connecting)
                {
                    _words.AppendBigEndian(payload);
                    Statistics.WordsReceived += payload.Length / sizeof(ulong);
                }
            }
            else if (Connecting && (SerialFrameType)type is (SerialFrameType.Config or SerialFrameType.Loopback))
            {
                var words = new ulong[payload.Length / sizeof(ulong)];
                for (int i = 0; i < words.Length; i++)
                {
                    words[i] = BinaryPrimitives.ReadUInt64BigEndian(payload[(i * sizeof(ulong))..]);
                }
                _control.Enqueue(((SerialFrameType)type, words));
            }
            else if (!Connecting)
            {
                Foreign ??= (SerialFrameType)type;
            }
            _receive.Advance();
        }
    }
}
