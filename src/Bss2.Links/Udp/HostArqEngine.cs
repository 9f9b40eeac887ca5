using System.Buffers.Binary;

namespace Bss2.Links.Udp;

/// <summary>The host's side of HostARQ: makes datagrams that get lost, doubled and reordered into words that do not. Not for two threads.</summary>
/// <remarks>
/// Link-and-playback 1.5. Without the original's congestion control (7a). Acknowledges as the original does, at most every 500 µs and
/// with no timer behind the last frame, and in addition whenever half a window is unacknowledged: else a burst within 500 µs would stop
/// the far end until it repeats itself.
/// </remarks>
/// <param name="net">Where datagrams go.</param>
/// <param name="retransmissionUs">When an unacknowledged frame is sent again, µs.</param>
internal sealed class HostArqEngine(IDatagrams net, long retransmissionUs)
{
    /// <summary>Most frames sent again in one go: a far end that is only late should not be flooded.</summary>
    public const int MostRepeats = 32;

    // Rounds of repetition before they become rarer, and by how much at most: 24 ms, less than anything that waits for an answer.
    private const int PatientRounds = 4, MostSlowdown = 5;

    private const int RingWords = 1 << 16, AckEveryFrames = HostArq.Window / 2;
    private const long AckEveryUs = 500;

    private readonly SendWindow _send = new(HostArq.Window, HostArq.MaximumBytes);
    private readonly ReceiveWindow _receive = new(HostArq.Window, HostArq.MaximumWords);
    private readonly WordRing _words = new(RingWords);
    private readonly Queue<(int Type, ulong[] Words)> _control = new();
    private long _ackTriggerUs = long.MinValue / 2, _progressUs;
    private long _roundUs;
    private int _unacknowledged, _round;
    private bool _ackDue;

    /// <summary>What happened so far.</summary>
    public LinkStatistics Statistics { get; } = new();

    /// <summary>When anything at all came from the far end, µs.</summary>
    public long HeardUs { get; private set; }

    /// <summary>Frames that the far end has not acknowledged.</summary>
    public int Outstanding => _send.Outstanding;

    /// <summary>When the oldest of them went out first, µs.</summary>
    public long OldestSentUs => _send.OldestSentUs;

    /// <summary>Words that wait to be taken.</summary>
    public int WordsWaiting => _words.Count;

    /// <summary>Whether packets other than words are kept (while connecting), and not a fault.</summary>
    public bool Connecting { get; set; }

    /// <summary>Packet type that came amid words and has no business there; 0 if none did.</summary>
    public int ForeignType { get; private set; }

    /// <summary>Starts from nothing, as after a reset.</summary>
    public void Reset(long nowUs)
    {
        _send.Reset();
        _receive.Reset();
        _words.Clear();
        _control.Clear();
        (_ackTriggerUs, _unacknowledged, _ackDue, ForeignType, HeardUs) = (long.MinValue / 2, 0, false, 0, nowUs);
        (_progressUs, _roundUs, _round) = (nowUs, nowUs, 0);
    }

    /// <summary>Sends a frame of its own kind, if the window allows.</summary>
    public bool TrySend(ushort type, ReadOnlySpan<ulong> words, long nowUs)
    {
        if (!_send.IsOpen)
        {
            return false;
        }
        if (_send.Outstanding == 0)
        {
            (_progressUs, _round) = (nowUs, 0);
        }
        Span<byte> room = _send.Room;
        new HostArqFrame((uint)_receive.Acknowledge, _send.Sequence, type, words.Length).Write(room);
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(room[(HostArq.HeadBytes + i * sizeof(ulong))..], words[i]);
        }
        net.Send(_send.Commit(HostArq.HeadBytes + words.Length * sizeof(ulong), nowUs));
        Statistics.FramesSent++;
        (_ackDue, _unacknowledged) = (false, 0);
        return true;
    }

    /// <summary>Sends words in frames of full size, the last one shorter, as far as the window allows.</summary>
    /// <returns>Words sent.</returns>
    public int SendWords(ReadOnlySpan<ulong> words, long nowUs)
    {
        int sent = 0;
        while (sent < words.Length)
        {
            int count = Math.Min(words.Length - sent, HostArq.MaximumWords);
            if (!TrySend(HostArq.UtStream, words.Slice(sent, count), nowUs))
            {
                break;
            }
            sent += count;
        }
        return sent;
    }

    /// <summary>Takes words that came.</summary>
    public int TakeWords(Span<ulong> destination)
    {
        bool wasFull = _words.Free < HostArq.MaximumWords;
        int count = _words.Take(destination);
        if (wasFull && count > 0)
        {
            // Frames may wait behind a full ring; the far end waits for their acknowledgement.
            int before = _receive.Acknowledge;
            Deliver();
            _ackDue |= _receive.Acknowledge != before;
        }
        return count;
    }

    /// <summary>Takes a packet that came while connecting.</summary>
    public bool TryTakeControl(out int type, out ulong[] words)
    {
        bool any = _control.TryDequeue(out (int Type, ulong[] Words) packet);
        (type, words) = any ? packet : (default, []);
        return any;
    }

    /// <summary>Handles one datagram.</summary>
    public void Receive(ReadOnlySpan<byte> datagram, long nowUs)
    {
        if (datagram.Length == HostArq.AckBytes)
        {
            Acknowledged(BinaryPrimitives.ReadUInt32BigEndian(datagram), nowUs);
            return;
        }
        if (!HostArqFrame.TryRead(datagram, out HostArqFrame frame))
        {
            Statistics.Malformed++;
            return;
        }
        Acknowledged(frame.Acknowledge, nowUs);
        if (_receive.Offer(frame.Sequence, frame.Type, datagram[HostArq.HeadBytes..]))
        {
            Statistics.FramesReceived++;
            _unacknowledged++;
            Deliver();
        }
        else
        {
            Statistics.Duplicates++;
        }
        if (nowUs - _ackTriggerUs >= AckEveryUs)
        {
            (_ackTriggerUs, _ackDue) = (nowUs, true);
        }
    }

    /// <summary>Only the answer to a reset counts while one is expected: not even its acknowledgement is looked at.</summary>
    public void ReceiveConfig(ReadOnlySpan<byte> datagram, long nowUs)
    {
        if (HostArqFrame.TryRead(datagram, out HostArqFrame frame) && frame.Type == HostArq.Config)
        {
            HeardUs = nowUs;
            if (_receive.Offer(frame.Sequence, frame.Type, datagram[HostArq.HeadBytes..]))
            {
                Deliver();
            }
            (_ackTriggerUs, _ackDue) = (nowUs, true);
        }
    }

    /// <summary>Sends what is due: acknowledgements that nothing carried, and frames again whose time has come.</summary>
    public void Look(long nowUs)
    {
        int at = 0;
        // While the far end keeps acknowledging it is only late, and repeating its whole window would make it later: a far end without room,
        // or one that the system does not let run, looks like loss. So the oldest frame goes first, alone, and more follow round by round.
        int most = 0;
        if (nowUs - Math.Max(_progressUs, _roundUs) >= retransmissionUs << Math.Clamp(_round - PatientRounds, 0, MostSlowdown))
        {
            most = Math.Min(MostRepeats, 1 << Math.Min(_round, MostSlowdown));
            (_roundUs, _round) = (nowUs, _round + 1);
        }
        for (int n = 0; n < most && _send.TryNextDue(ref at, retransmissionUs, nowUs, out Span<byte> frame); n++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)_receive.Acknowledge);
            net.Send(frame);
            Statistics.Retransmissions++;
            (_ackDue, _unacknowledged) = (false, 0);
        }
        if (_ackDue || _unacknowledged >= AckEveryFrames)
        {
            Span<byte> ack = stackalloc byte[HostArq.AckBytes];
            BinaryPrimitives.WriteUInt32BigEndian(ack, (uint)_receive.Acknowledge);
            net.Send(ack);
            (_ackDue, _unacknowledged) = (false, 0);
        }
    }

    private void Acknowledged(uint sequence, long nowUs)
    {
        HeardUs = nowUs;
        if (_send.Acknowledge(sequence) > 0)
        {
            (_progressUs, _round) = (nowUs, 0);
        }
    }

    // Words go to the ring while they fit; the window holds the rest.
    private void Deliver()
    {
        while (_receive.TryPeek(out int type, out ReadOnlySpan<byte> payload))
        {
            if (type == HostArq.UtStream)
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
            else if (Connecting && type is (HostArq.Config or HostArq.Loopback))
            {
                var words = new ulong[payload.Length / sizeof(ulong)];
                for (int i = 0; i < words.Length; i++)
                {
                    words[i] = BinaryPrimitives.ReadUInt64BigEndian(payload[(i * sizeof(ulong))..]);
                }
                _control.Enqueue((type, words));
            }
            else if (!Connecting && ForeignType == 0)
            {
                ForeignType = type;
            }
            _receive.Advance();
        }
    }
}
