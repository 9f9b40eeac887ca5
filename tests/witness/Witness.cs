// An outside witness of the wire: written from the protocol's description alone, using nothing of this repository.
// Run it against any FPGA or `bss2 serve`:  dotnet run tests/witness/Witness.cs -- HOST DATAPORT RESETPORT
// It resets the FPGA (whoever uses it loses it), compares the parameters, checks the loopback, reads the chip's JTAG identity and sees a
// tick and the halt come back. Exit code 0: all as described. It repeats nothing, so run it where no datagrams get lost.
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

/// <summary>The client.</summary>
internal sealed class Witness : IDisposable
{
    private const int UtStream = 0x0010, Loopback = 0x8001, Config = 0x8002, Flush = 0x8000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint _data;
    private readonly TextWriter _log;
    private readonly Dictionary<uint, (int Type, ulong[] Words)> _early = [];
    private uint _sent;
    private uint _expected;

    private Witness(IPEndPoint data, TextWriter log)
    {
        (_data, _log) = (data, log);
        _socket.ReceiveTimeout = 500;
        _socket.Bind(new IPEndPoint(IPAddress.Any, 0));
    }

#if !WITNESS_IN_TESTS
    private static int Main(string[] args)
    {
        if (args.Length != 3)
        {
            Console.Error.WriteLine("Usage: Witness HOST DATAPORT RESETPORT");
            return 2;
        }
        IPAddress address = Dns.GetHostAddresses(args[0], AddressFamily.InterNetwork)[0];
        Testify(new(address, int.Parse(args[1], CultureInfo.InvariantCulture)),
            new(address, int.Parse(args[2], CultureInfo.InvariantCulture)), Console.Out);
        return 0;
    }
#endif

    /// <summary>Throws where the far end does not behave as described.</summary>
    public static void Testify(IPEndPoint data, IPEndPoint reset, TextWriter log)
    {
        using var witness = new Witness(data, log);
        witness.Handshake(reset);
        witness.RunProgram();
        witness.Send(Flush, 0);
    }

    public void Dispose() => _socket.Dispose();

    private void Handshake(IPEndPoint reset)
    {
        _socket.SendTo([0xAB, 0xAB, 0xAB, 0xAB], reset);
        (int type, ulong[] words) = Next();
        Demand(type == Config && words.Length > 4, $"the answer to the reset has type 0x{type:X4} and {words.Length} words");
        Demand(words[..3] is [256, 128, 180], $"the parameters are {words[0]}, {words[1]}, {words[2]}");
        var text = new List<ulong>(words[4..]);
        while ((ulong)text.Count < words[3])
        {
            (type, ulong[] more) = Next();
            Demand(type == Config, $"the information is continued by a packet of type 0x{type:X4}");
            text.AddRange(more);
        }
        string info = string.Concat(text.Take((int)words[3]).SelectMany(word => Enumerable.Range(0, 8).Select(i => (char)(byte)(word >> (56 - 8 * i)))));
        Demand(info.Contains('\0', StringComparison.Ordinal), "the information does not end with a NUL");
        info = info[..info.IndexOf('\0', StringComparison.Ordinal)];
        Demand(info.Contains("version: ", StringComparison.Ordinal) && info.Contains("compatible_until: ", StringComparison.Ordinal),
            $"the information lacks a required key: {info}");
        _log.WriteLine($"reset answered; information:\n{info}");
        Send(Loopback, 0x0000_0000_1234_5678);
        (type, words) = Next();
        Demand(type == Loopback && words is [0x1234_5678], $"the loopback came back with type 0x{type:X4} and {words.Length} words");
        _log.WriteLine("loopback echoed");
    }

    private void RunProgram()
    {
        // Reset the TAP, select IDCODE (1), shift 32 bits and keep the answer, wait for JTAG, tick, halt.
        Send(UtStream, 0x0000_0000_0000_0000, 0x0200_0000_0000_0001, 0x0301_2000_0000_0000, 0x0700_0000_0000_0002, 0x0A00_0000_0000_0001,
            0x0A00_0000_0000_0000);
        var answers = new Queue<ulong>();
        while (!answers.Contains(0x0200_0000_0000_0000))
        {
            (int type, ulong[] words) = Next();
            Demand(type == UtStream, $"a packet of type 0x{type:X4} came amid answers");
            // None of the answers here is longer than a word, so no word is shared by two; a leading 1 marks padding.
            Array.ForEach(words, word =>
            {
                if (word >> 63 == 0)
                {
                    answers.Enqueue(word);
                }
            });
        }
        ulong[] all = [.. answers];
        Demand(all is [0x0000_0000_3485_80AF, 0x0200_0000_0000_0001, 0x0200_0000_0000_0000],
            $"the answers are {string.Join(", ", all.Select(a => a.ToString("X16", CultureInfo.InvariantCulture)))}");
        _log.WriteLine("JTAG identity 0x348580AF, tick and halt came back");
    }

    private void Send(int type, params ulong[] words)
    {
        var frame = new byte[12 + 8 * words.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (_expected + 255) % 256);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), _sent++ % 256);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(8), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(10), (ushort)words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(12 + 8 * i), words[i]);
        }
        _socket.SendTo(frame, _data);
    }

    // The next frame in order. Its predecessors are acknowledged; frames that come early wait, repeated ones are dropped.
    private (int Type, ulong[] Words) Next()
    {
        long started = Environment.TickCount64;
        while (!_early.ContainsKey(_expected % 256))
        {
            Demand(Environment.TickCount64 - started < s_patience.TotalMilliseconds, $"frame {_expected} does not come");
            TakeDatagram();
        }
        _early.Remove(_expected % 256, out (int Type, ulong[] Words) frame);
        _expected++;
        var ack = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(ack, (_expected + 255) % 256);
        _socket.SendTo(ack, _data);
        return frame;
    }

    private void TakeDatagram()
    {
        var datagram = new byte[2000];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int length;
        try
        {
            length = _socket.ReceiveFrom(datagram, ref from);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return;
        }
        Demand(from.Equals(_data), $"a datagram came from {from}, not from {_data}");
        if (length == 4)
        {
            return;
        }
        int words = BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(10));
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(datagram.AsSpan(4));
        Demand(words is >= 1 and <= 180 && length == 12 + 8 * words, $"a frame of {words} words has {length} bytes");
        Demand(sequence < 256, $"a frame has number {sequence}");
        if ((sequence - _expected % 256 + 256) % 256 < 128)
        {
            _early.TryAdd(sequence, (BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(8)),
                [.. Enumerable.Range(0, words).Select(i => BinaryPrimitives.ReadUInt64BigEndian(datagram.AsSpan(12 + 8 * i)))]));
        }
    }

    private static void Demand(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException($"Not as described: {otherwise}.");
        }
    }
}
