using System.Buffers.Binary;
using Bss2.Links.Udp;
using Bss2.Spikes;

namespace Bss2.UnitTests.Links;

/// <summary>HostARQ in virtual time: nothing here waits or depends on the machine.</summary>
public sealed class HostArqTests
{
    private const int RetransmissionUs = 756, StepUs = 50;

    [Fact]
    public void Frames_are_the_bytes_of_the_description()
    {
        var wire = new VirtualWire(SeedTree.Root(1), 0, 0, 0);
        var host = new HostArqEngine(wire.End(0), RetransmissionUs);
        host.Reset(0);
        host.Connecting = true;
        byte[] config = Convert.FromHexString("000000FF0000000080020008" + "0000000000000100" + "0000000000000080" + "00000000000000B4"
            + "0000000000000004" + "76657273696F6E3A" + "20310A636F6D7061" + "7469626C655F756E" + "74696C3A20300A00");
        host.ReceiveConfig(config, 0);
        Assert.True(host.TryTakeControl(out int type, out ulong[] words));
        Assert.Equal((HostArq.Config, 8, 256ul, 128ul, 180ul), ((ushort)type, words.Length, words[0], words[1], words[2]));
        host.TrySend(HostArq.Loopback, [0x0102_0304_0506_0708], 0);
        Assert.Equal("000000000000000080010001" + "0102030405060708", Convert.ToHexString(wire.Sent[0]));
        // Its echo is the FPGA's second frame and acknowledges the host's first.
        host.Receive(Convert.FromHexString("000000000000000180010001" + "0102030405060708"), 10);
        Assert.True(host.TryTakeControl(out type, out words));
        Assert.Equal((HostArq.Loopback, 0x0102_0304_0506_0708ul), ((ushort)type, words[0]));
        Assert.Equal(0, host.Outstanding);
    }

    // Reordering stays below a window's turn-round: with numbers modulo 256, a datagram that is 128 frames late looks like a new one.
    [Theory]
    [InlineData(0.0, 0.0, 0)]
    [InlineData(0.1, 0.05, 0)]
    [InlineData(0.1, 0.05, 2 * StepUs)]
    [InlineData(0.4, 0.2, 2 * StepUs)]
    public void Words_arrive_whole_and_in_order_both_ways_whatever_the_wire_does(double loss, double doubling, int delayUs)
    {
        const int count = 100_000;
        var wire = new VirtualWire(SeedTree.Root(7), loss, doubling, delayUs);
        HostArqEngine[] ends = [new(wire.End(0), RetransmissionUs), new(wire.End(1), RetransmissionUs)];
        ulong[][] messages = [.. Enumerable.Range(0, 2).Select(e => Enumerable.Range(0, count).Select(i => SeedTree.Root((ulong)e).Bits((ulong)i)).ToArray())];
        int[] sent = [0, 0];
        List<ulong>[] received = [[], []];
        var datagram = new byte[HostArq.MaximumBytes + 1];
        var words = new ulong[1000];
        Array.ForEach(ends, end => end.Reset(0));
        while (received[0].Count < count || received[1].Count < count || ends[0].Outstanding + ends[1].Outstanding > 0)
        {
            wire.NowUs += StepUs;
            Assert.InRange(wire.NowUs, 0, 100_000_000);
            for (int e = 0; e < 2; e++)
            {
                IDatagrams net = wire.End(e);
                while (net.TryReceive(datagram, out int length))
                {
                    ends[e].Receive(datagram.AsSpan(0, length), wire.NowUs);
                }
                sent[e] += ends[e].SendWords(messages[e].AsSpan(sent[e]), wire.NowUs);
                Assert.InRange(ends[e].Outstanding, 0, HostArq.Window);
                ends[e].Look(wire.NowUs);
                int taken = ends[e].TakeWords(words);
                received[e].AddRange(words.AsSpan(0, taken));
            }
        }
        Assert.Equal(messages[0], received[1]);
        Assert.Equal(messages[1], received[0]);
        Assert.All(wire.Sent, bytes => Assert.True(bytes.Length == 4 || (bytes.Length - 12) / 8 is >= 1 and <= 180));
        Assert.Equal(loss > 0, ends[0].Statistics.Retransmissions > 0);
    }

    [Fact]
    public void The_last_frames_of_a_burst_are_acknowledged_only_when_they_are_repeated()
    {
        var wire = new VirtualWire(SeedTree.Root(1), 0, 0, 0);
        var host = new HostArqEngine(wire.End(0), RetransmissionUs);
        host.Reset(0);
        Feed(host, 0, nowUs: 10_000);
        Assert.Equal(0u, Assert.Single(Acks(wire)));
        Feed(host, 1, nowUs: 10_100);
        Feed(host, 2, nowUs: 10_400);
        // No timer stands behind the last frame.
        host.Look(50_000);
        Assert.Single(Acks(wire));
        Feed(host, 2, nowUs: 50_100);
        Assert.Equal([0u, 2u], Acks(wire));
        Assert.Equal(1, host.Statistics.Duplicates);
    }

    [Fact]
    public void An_unacknowledged_frame_is_repeated_every_756_microseconds_with_a_fresh_acknowledgement()
    {
        var wire = new VirtualWire(SeedTree.Root(1), 0, 0, 0);
        var host = new HostArqEngine(wire.End(0), RetransmissionUs);
        host.Reset(0);
        host.SendWords([0x0A00_0000_0000_0000], 1000);
        host.Look(1755);
        Assert.Single(wire.Sent);
        Feed(host, 0, nowUs: 1755);
        wire.Sent.Clear();
        foreach (int turn in (int[])[1, 2, 3])
        {
            host.Look(1000 + turn * RetransmissionUs - 1);
            Assert.Equal(turn - 1, wire.Sent.Count);
            host.Look(1000 + turn * RetransmissionUs);
            Assert.Equal("000000000000000000100001" + "0A00000000000000", Convert.ToHexString(wire.Sent[^1]));
        }
        // Numbers outside the window say nothing; its own number frees it.
        host.Receive([0, 0, 0, 5], 4000);
        host.Receive([0, 0, 1, 0], 4000);
        Assert.Equal(1, host.Outstanding);
        host.Receive([0, 0, 0, 0], 4000);
        Assert.Equal(0, host.Outstanding);
    }

    [Fact]
    public void What_is_no_frame_is_dropped_and_counted()
    {
        var host = new HostArqEngine(new VirtualWire(SeedTree.Root(1), 0, 0, 0).End(0), RetransmissionUs);
        host.Reset(0);
        byte[] good = Frame(0, 0x0A00_0000_0000_0001);
        byte[] tooHigh = Frame(0, 1);
        BinaryPrimitives.WriteUInt32BigEndian(tooHigh.AsSpan(4), 256);
        byte[] empty = good[..12];
        empty[11] = 0;
        byte[][] wrong = [[], [1], good[..19], [.. good, 0], [.. good, 0, 0, 0, 0, 0, 0, 0, 0], tooHigh, empty];
        Array.ForEach(wrong, datagram => host.Receive(datagram, 0));
        Assert.Equal((wrong.Length, 0L), (host.Statistics.Malformed, host.Statistics.FramesReceived));
        host.Receive(good, 0);
        Assert.Equal(1, host.WordsWaiting);
    }

    private static void Feed(HostArqEngine host, int sequence, long nowUs)
    {
        host.Receive(Frame(sequence, 0x0200_0000_0000_0001), nowUs);
        host.Look(nowUs);
    }

    private static byte[] Frame(int sequence, ulong word)
    {
        var frame = new byte[20];
        new HostArqFrame(HostArq.NothingYet, sequence, HostArq.UtStream, 1).Write(frame);
        BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(12), word);
        return frame;
    }

    private static IEnumerable<uint> Acks(VirtualWire wire) =>
        wire.Sent.Where(bytes => bytes.Length == 4).Select(bytes => BinaryPrimitives.ReadUInt32BigEndian(bytes));
}
