using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Bss2.Emulator.Wire;

/// <summary>What the board remembers of the host that reset it over UDP: the FPGA's side of HostARQ. Guarded by <see cref="Gate"/>.</summary>
/// <remarks>Link-and-playback 1 and 6.1; the program memory's size is 3.1's, the answer memory's 4.1's.</remarks>
internal sealed class UdpSession
{
    public const int Modulus = 256, Window = 128, MaximumWords = 180, HeadBytes = 12, MaximumBytes = HeadBytes + MaximumWords * 8;

    private const int MemoryWords = 4 * 1024 * 1024, AckBytes = 4, AckEveryFrames = 16;
    private const int UtStream = 0x0010, Loopback = 0x8001, Config = 0x8002;
    private const long RepeatUs = 1000, AckDelayUs = 300;

    private readonly Socket _socket;
    private readonly ArqSender _sender = new(Window, Modulus, MaximumBytes, RepeatUs);
    private readonly ArqReceiver _receiver = new(Window, Modulus, MaximumWords);
    private readonly WordFifo _program = new(MemoryWords), _answers = new(MemoryWords);
    private readonly ulong[] _frame = new ulong[MaximumWords];
    private int _acksOwed;
    private long _ackOwedSinceUs;

    public UdpSession(Socket socket, SocketAddress host, Func<UdpSession, BoardOwner> owner) =>
        (_socket, Host, Owner) = (socket, host, owner(this));

    public Lock Gate { get; } = new();

    public SocketAddress Host { get; }

    public BoardOwner Owner { get; }

    /// <summary>Words that wait to be executed.</summary>
    public int ProgramWords => _program.Count;

    /// <summary>Whether the answer memory has room for what another few instructions may answer; else the executor waits.</summary>
    public bool CanAnswer => _answers.Free >= MemoryWords / 2;

    /// <summary>Whether something has to be done soon although nothing comes.</summary>
    public bool Waits => _sender.Outstanding > 0 || _answers.Count > 0 || _acksOwed > 0;

    /// <summary>Answers the reset: the configuration is the first frame.</summary>
    public void Start(string infoText, long nowUs)
    {
        ReadOnlySpan<ulong> config = ConfigWords.Of(Modulus, Window, MaximumWords, infoText);
        for (; !config.IsEmpty; config = config[Math.Min(config.Length, MaximumWords)..])
        {
            Send(Config, config[..Math.Min(config.Length, MaximumWords)], nowUs);
        }
    }

    /// <summary>Takes one datagram of the host.</summary>
    public void Receive(ReadOnlySpan<byte> datagram, long nowUs)
    {
        if (datagram.Length < HeadBytes)
        {
            if (datagram.Length == AckBytes)
            {
                _sender.Acknowledge(BinaryPrimitives.ReadUInt32BigEndian(datagram), nowUs);
            }
            return;
        }
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]);
        int type = BinaryPrimitives.ReadUInt16BigEndian(datagram[8..]), words = BinaryPrimitives.ReadUInt16BigEndian(datagram[10..]);
        // Some hosts pad; the length field says what counts.
        if (sequence >= Modulus || words is < 1 or > MaximumWords || datagram.Length < HeadBytes + words * sizeof(ulong))
        {
            return;
        }
        _sender.Acknowledge(BinaryPrimitives.ReadUInt32BigEndian(datagram), nowUs);
        _receiver.Offer((int)sequence, type, datagram.Slice(HeadBytes, words * sizeof(ulong)));
        // A frame that came twice is acknowledged too: the host lost the acknowledgement, or the board has no room and says that it lives.
        OweAck(nowUs);
        Deliver(nowUs);
    }

    /// <summary>Takes words to execute.</summary>
    public int TakeProgram(Span<ulong> destination, long nowUs)
    {
        bool wasFull = _program.Free < MaximumWords;
        int count = _program.Take(destination);
        if (wasFull)
        {
            Deliver(nowUs);
            OweAck(nowUs);
        }
        return count;
    }

    /// <summary>Answers to send: full frames as far as the window allows, and the rest too if nothing is about to follow.</summary>
    public void Answer(ReadOnlySpan<ulong> words, bool everything, long nowUs)
    {
        _answers.Append(words);
        while (_sender.IsOpen && (_answers.Count >= MaximumWords || (everything && _answers.Count > 0)))
        {
            int count = _answers.Take(_frame);
            Send(UtStream, _frame.AsSpan(0, count), nowUs);
        }
    }

    /// <summary>Repeats what is due, and acknowledges what no frame has acknowledged in passing.</summary>
    /// <param name="idle">Whether no frame is about to go out anyway.</param>
    /// <param name="nowUs">Now, µs.</param>
    public void Look(bool idle, long nowUs)
    {
        for (int n = 0, due = _sender.Due(nowUs); n < due; n++)
        {
            Span<byte> frame = _sender.Repeat(n, nowUs);
            BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)_receiver.LastTaken);
            SendDatagram(frame);
        }
        if (_acksOwed > 0 && (idle || _acksOwed >= AckEveryFrames || nowUs - _ackOwedSinceUs >= AckDelayUs))
        {
            Span<byte> ack = stackalloc byte[AckBytes];
            BinaryPrimitives.WriteUInt32BigEndian(ack, (uint)_receiver.LastTaken);
            SendDatagram(ack);
        }
    }

    private void OweAck(long nowUs)
    {
        if (_acksOwed++ == 0)
        {
            _ackOwedSinceUs = nowUs;
        }
    }

    // What finds no room stays in the window, unacknowledged: the host slows down and repeats.
    private void Deliver(long nowUs)
    {
        while (_receiver.TryPeek(out int type, out ReadOnlySpan<byte> words))
        {
            if (type == UtStream)
            {
                if (_program.Free < words.Length / sizeof(ulong))
                {
                    return;
                }
                _program.AppendBigEndian(words);
            }
            else if (type == Loopback)
            {
                if (!_sender.IsOpen)
                {
                    return;
                }
                for (int i = 0; i < words.Length / sizeof(ulong); i++)
                {
                    _frame[i] = BinaryPrimitives.ReadUInt64BigEndian(words[(i * sizeof(ulong))..]);
                }
                _receiver.Take();
                Send(Loopback, _frame.AsSpan(0, words.Length / sizeof(ulong)), nowUs);
                continue;
            }
            // Flush, and test packets: accepted, acknowledged, ignored.
            _receiver.Take();
        }
    }

    private void Send(int type, ReadOnlySpan<ulong> words, long nowUs)
    {
        Span<byte> room = _sender.Room;
        BinaryPrimitives.WriteUInt32BigEndian(room, (uint)_receiver.LastTaken);
        BinaryPrimitives.WriteUInt32BigEndian(room[4..], (uint)_sender.NextSequence);
        BinaryPrimitives.WriteUInt16BigEndian(room[8..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(room[10..], (ushort)words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(room[(HeadBytes + i * sizeof(ulong))..], words[i]);
        }
        SendDatagram(_sender.Commit(HeadBytes + words.Length * sizeof(ulong), nowUs));
    }

    private void SendDatagram(ReadOnlySpan<byte> datagram)
    {
        // Every datagram of the board tells how far it has got.
        _acksOwed = 0;
        try
        {
            _socket.SendTo(datagram, SocketFlags.None, Host);
        }
        catch (SocketException)
        {
            // As good as lost on the way: it is repeated.
        }
    }
}
