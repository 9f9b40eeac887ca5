using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Bss2.ConformanceTests;

/// <summary>Something at the far end of UDP that behaves like an FPGA only as far as it is told to.</summary>
internal sealed class FakeUdpBoard : IDisposable
{
    private const int UtStream = 0x0010, Loopback = 0x8001, Config = 0x8002, HeadBytes = 12;

    private readonly Socket _data = Bound(), _reset = Bound();
    private readonly Thread _thread;
    private EndPoint? _host;
    private int _sequence;
    private uint _last = 255;
    private volatile bool _stopped;

    public FakeUdpBoard()
    {
        _thread = new(Serve) { IsBackground = true };
    }

    public int DataPort => ((IPEndPoint)_data.LocalEndPoint!).Port;

    public int ResetPort => ((IPEndPoint)_reset.LocalEndPoint!).Port;

    /// <summary>Whether it answers a reset.</summary>
    public bool AnswersResets { get; init; } = true;

    /// <summary>Whether it sends loopback words back.</summary>
    public bool Echoes { get; init; } = true;

    public ulong Window { get; init; } = 128;

    public string Info { get; init; } = "version: 1\ncompatible_until: 0\nchip: a fake board\n";

    /// <summary>What it does once a frame of words has come, after it has acknowledged it.</summary>
    public Action<FakeUdpBoard> OnWords { get; init; } = _ => { };

    /// <summary>Whether it has stopped to react to anything.</summary>
    public bool Vanished { get; set; }

    public FakeUdpBoard Start()
    {
        _thread.Start();
        return this;
    }

    public void Send(int type, params ulong[] words)
    {
        var frame = new byte[HeadBytes + words.Length * sizeof(ulong)];
        BinaryPrimitives.WriteUInt32BigEndian(frame, _last);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)(_sequence++ & 255));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(8), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(10), (ushort)words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(HeadBytes + i * sizeof(ulong)), words[i]);
        }
        _data.SendTo(frame, _host!);
    }

    public void SendWords(params ulong[] words) => Send(UtStream, words);

    public void Dispose()
    {
        _stopped = true;
        _data.Dispose();
        _reset.Dispose();
        _thread.Join();
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private void Serve()
    {
        var datagram = new byte[2048];
        try
        {
            while (!_stopped)
            {
                if (_reset.Poll(500, SelectMode.SelectRead))
                {
                    EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                    _reset.ReceiveFrom(datagram, ref from);
                    (_host, _sequence, _last) = (from, 0, 255);
                    if (AnswersResets)
                    {
                        SendConfig();
                    }
                }
                if (_data.Poll(500, SelectMode.SelectRead))
                {
                    int length = _data.Receive(datagram);
                    if (!Vanished && length > HeadBytes)
                    {
                        Take(datagram.AsSpan(0, length));
                    }
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed from outside: this is over.
        }
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(frame[4..]);
        int type = BinaryPrimitives.ReadUInt16BigEndian(frame[8..]);
        if (sequence != (_last + 1 & 255))
        {
            return;
        }
        _last = sequence;
        var ack = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(ack, _last);
        _data.SendTo(ack, _host!);
        if (type == Loopback && Echoes)
        {
            Send(Loopback, BinaryPrimitives.ReadUInt64BigEndian(frame[HeadBytes..]));
        }
        else if (type == UtStream)
        {
            OnWords(this);
        }
    }

    private void SendConfig()
    {
        var text = new byte[(Info.Length / 8 + 1) * 8];
        System.Text.Encoding.ASCII.GetBytes(Info, text);
        ulong[] words = [256, Window, 180, (ulong)text.Length / 8, .. text.Chunk(8).Select(chunk => BinaryPrimitives.ReadUInt64BigEndian(chunk))];
        Send(Config, words);
    }
}
