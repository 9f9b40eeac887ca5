using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Bss2.Emulator.Wire;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Config;
using Bss2.Links.Serial;
using Bss2.Links.Tcp;
using Bss2.Links.Udp;

namespace Bss2.UnitTests.Fuzz;

/// <summary>Decoders of what comes over wires, on both sides.</summary>
internal static class WireFuzz
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new("UT replies", Replies, [Words(0x0200_0000_0000_0001, 0x0200_0000_0000_0000), UtSample()]),
        HostArqHost(), HostArqBoard(), TcpRecords(), SerialHost(), Stuffing(),
        new("link configuration", Configuration, [ConfigSample()]),
    ];

    private static void Replies(byte[] input)
    {
        try
        {
            new PlaybackDecoder().Decode(WordsOf(input));
        }
        catch (UtDecodeException)
        {
            // An unknown header: the link has to be reset.
        }
    }

    private static FuzzTarget HostArqHost()
    {
        // One engine for all inputs, as on a link that goes on; resets are part of the input.
        var engine = new HostArqEngine(new Nowhere(), 756);
        var words = new ulong[4096];
        long now = 0;
        return new("HostARQ, host", input =>
        {
            now += 100;
            engine.Connecting = input.Length % 5 == 0;
            if (input.Length % 7 == 0)
            {
                engine.Reset(now);
            }
            engine.Receive(input, now);
            engine.ReceiveConfig(input, now);
            engine.TakeWords(words);
            while (engine.TryTakeControl(out _, out _))
            {
            }
            engine.Look(now);
        }, [Frame(0, 0x10, 3), Frame(255, 0x10, 180), Frame(1, 0x8001, 1), Frame(0, 0x8002, 8), [0, 0, 0, 5]]);
    }

    private static FuzzTarget HostArqBoard()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        SocketAddress itself = ((IPEndPoint)socket.LocalEndPoint!).Serialize();
        var session = new UdpSession(socket, itself, _ => new("fuzz", () => { }));
        var words = new ulong[4096];
        long now = 0;
        return new("HostARQ, board", input =>
        {
            now += 100;
            session.Receive(input, now);
            session.TakeProgram(words, now);
        }, [Frame(0, 0x10, 3), Frame(255, 0x10, 180), Frame(1, 0x8001, 1), Frame(2, 0x8000, 1), [0, 0, 0, 5]]);
    }

    private static FuzzTarget TcpRecords() => new("TCP records", input =>
    {
        var parser = new RecordParser();
        ReadOnlySpan<byte> rest = input;
        int records = 0;
        while (parser.Take(ref rest))
        {
            records++;
        }
        Assert.InRange(records, 0, input.Length / 8);
        if (input.Length >= TcpRecord.HeadBytes && TcpRecord.TryRead(input, out TcpRecord head))
        {
            Assert.InRange(head.Count, 0, TcpRecord.MaximumWords);
        }
    }, [[1, 0, 0, 0, 0, 0, 0, 2, .. Words(1, 2), 6, 0, 0, 0, 0, 0, 0, 1, .. Words(0)], [3, 0, 0, 0, 0, 0, 0, 0]]);

    private static FuzzTarget SerialHost()
    {
        var engine = new SerialEngine();
        var line = new byte[64 * 1024];
        var words = new ulong[4096];
        long now = 0;
        var sample = new byte[2000];
        var sender = new SerialEngine();
        int length = sender.Write(SerialFrameType.Data, [1, 0, ulong.MaxValue], sample, 0);
        length += sender.Write(SerialFrameType.Config, [256, 64, 64, 0, 1 << 20, 1 << 20], sample.AsSpan(length), 0);
        return new("serial line, host", input =>
        {
            now += 1000;
            (engine.Connecting, engine.AwaitingConfig) = (input.Length % 5 == 0, input.Length % 10 == 0);
            if (input.Length % 7 == 0)
            {
                engine.Reset(now);
            }
            engine.Receive(input, now);
            engine.TakeWords(words);
            while (engine.TryTakeControl(out _, out _))
            {
            }
            engine.WriteDue(line, now);
        }, [sample[..length]]);
    }

    // Two implementations must also agree on what is no stuffed frame.
    private static FuzzTarget Stuffing() => new("COBS, both sides", input =>
    {
        var byHost = new byte[input.Length + 1];
        byte[] byBoard = [.. input];
        bool host = Cobs.TryDecode(input, byHost, out int hostBytes), board = LineCode.TryUnstuff(byBoard, out int boardBytes);
        if (host && board)
        {
            Assert.Equal(byHost[..hostBytes], byBoard[..boardBytes]);
        }
    }, [Convert.FromHexString("0311220233"), Convert.FromHexString("0101"), [255, .. Enumerable.Repeat((byte)7, 254), 1]]);

    private static void Configuration(byte[] input)
    {
        try
        {
            var config = new LinkConfig("fuzz", sizeWords: input.Length % 2 == 0 ? 0 : 2);
            ReadOnlySpan<ulong> words = WordsOf(input);
            for (; !config.Complete && !words.IsEmpty; words = words[Math.Min(words.Length, 9)..])
            {
                config.Take(words[..Math.Min(words.Length, 9)], 256, 128, 180);
            }
            BitfileInfo.Parse("fuzz", config.InfoText).Describe("fuzz");
        }
        catch (LinkException)
        {
            // Says what is wrong with it.
        }
    }

    private static byte[] ConfigSample() =>
        [.. Words(256, 128, 180, 4), .. "version: 1\ncompatible_until: 0\n\0\0"u8];

    // Every kind of reply, packed as the FPGA packs them.
    private static byte[] UtSample()
    {
        List<ulong> words = [];
        var encoder = new UtEncoder(UtDictionary.FromFpga, words);
        for (int header = 0; header < UtDictionary.FromFpga.Count; header++)
        {
            encoder.Append(header, 1);
        }
        encoder.Flush();
        return Words([.. words]);
    }

    private static byte[] Frame(int sequence, ushort type, int words)
    {
        var frame = new byte[HostArq.HeadBytes + words * sizeof(ulong)];
        new HostArqFrame(HostArq.NothingYet, sequence, type, words).Write(frame);
        return frame;
    }

    private sealed class Nowhere : IDatagrams
    {
        public bool TakeRefused() => false;

        public void SendReset(bool lost)
        {
        }

        public void Send(ReadOnlySpan<byte> datagram)
        {
        }

        public bool TryReceive(Span<byte> destination, out int length)
        {
            length = 0;
            return false;
        }

        public void Wait(int milliseconds)
        {
        }

        public void Dispose()
        {
        }
    }

    private static byte[] Words(params ulong[] words)
    {
        var bytes = new byte[words.Length * sizeof(ulong)];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong)), words[i]);
        }
        return bytes;
    }

    private static ulong[] WordsOf(byte[] input) =>
        [.. MemoryMarshal.Cast<byte, ulong>(input.AsSpan(0, input.Length / 8 * 8)).ToArray().Select(BinaryPrimitives.ReverseEndianness)];
}
