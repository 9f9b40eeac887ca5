using System.IO.Hashing;
using System.Text;
using Bss2.Emulator.Wire;
using Bss2.Links.Serial;
using Bss2.Spikes;
using CsCheck;

namespace Bss2.UnitTests.Links;

/// <summary>The serial line's code and protocol in virtual time.</summary>
public sealed class SerialTests
{
    private const int StepUs = 500;

    [Fact]
    public void The_checksum_is_the_published_one_on_both_sides()
    {
        byte[] check = Encoding.ASCII.GetBytes("123456789");
        Assert.Equal(0xCBF4_3926u, Crc32.HashToUInt32(check));
        Assert.Equal(0xCBF4_3926u, LineCode.Crc(check));
    }

    // Examples of the article and of its edge: 253, 254 and 255 bytes without a zero.
    [Theory]
    [InlineData("00", "0101")]
    [InlineData("0000", "010101")]
    [InlineData("11220033", "0311220233")]
    [InlineData("11223344", "0511223344")]
    [InlineData("11000000", "0211010101")]
    public void Stuffing_is_as_published(string frame, string stuffed)
    {
        byte[] bytes = Convert.FromHexString(frame), line = new byte[100];
        Assert.Equal(stuffed, Convert.ToHexString(line, 0, Cobs.Encode(bytes, line)));
    }

    [Fact]
    public void Each_side_reads_what_the_other_stuffs()
    {
        Gen<byte> value = Gen.Int[0, 9].SelectMany(n => n < 5 ? Gen.Const((byte)0) : Gen.Byte);
        Gen.OneOf(value.Array[0, 520], Gen.Byte[1, 255].Array[250, 520]).Sample(frame =>
        {
            var byHost = new byte[Cobs.MaximumLength(frame.Length)];
            var byBoard = new byte[LineCode.LineBytes(frame.Length)];
            int host = Cobs.Encode(frame, byHost), board = LineCode.Stuff(frame, byBoard);
            Assert.DoesNotContain((byte)0, byHost.AsSpan(0, host).ToArray());
            Assert.Equal(0, byBoard[board - 1]);
            var decoded = new byte[board];
            Assert.True(Cobs.TryDecode(byBoard.AsSpan(0, board - 1), decoded, out int length));
            Assert.Equal(frame, decoded[..length]);
            Assert.True(LineCode.TryUnstuff(byHost.AsSpan(0, host), out length));
            Assert.Equal(frame, byHost[..length]);
        }, iter: 2000, threads: 1);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(2e-5)]
    [InlineData(2e-4)]
    public void Words_arrive_whole_and_in_order_both_ways_although_bytes_are_spoilt_lost_and_added(double perByte)
    {
        const int count = 20_000;
        SerialEngine[] ends = [new(), new()];
        ulong[][] messages = [.. Enumerable.Range(0, 2).Select(e => Enumerable.Range(0, count).Select(i => SeedTree.Root((ulong)e).Bits((ulong)i)).ToArray())];
        int[] sent = [0, 0];
        List<ulong>[] received = [[], []];
        var line = new byte[64 * 1024];
        var words = new ulong[1000];
        long now = 0;
        ulong drawn = 0;
        Array.ForEach(ends, end => end.Reset(0));
        while (received[0].Count < count || received[1].Count < count || ends[0].Outstanding + ends[1].Outstanding > 0)
        {
            now += StepUs;
            Assert.InRange(now, 0, 500_000_000);
            for (int e = 0; e < 2; e++)
            {
                int bytes = ends[e].WriteDue(line, now);
                while (sent[e] < count && line.Length - bytes > SerialEngine.MaximumLineBytes)
                {
                    int size = Math.Min(count - sent[e], SerialFrame.MaximumWords);
                    int written = ends[e].Write(SerialFrameType.Data, messages[e].AsSpan(sent[e], size), line.AsSpan(bytes), now);
                    if (written == 0)
                    {
                        break;
                    }
                    (bytes, sent[e]) = (bytes + written, sent[e] + size);
                }
                ends[1 - e].Receive(Spoil(line.AsSpan(0, bytes), perByte, ref drawn), now);
                received[1 - e].AddRange(words.AsSpan(0, ends[1 - e].TakeWords(words)));
                received[e].AddRange(words.AsSpan(0, ends[e].TakeWords(words)));
            }
        }
        Assert.Equal(messages[0], received[1]);
        Assert.Equal(messages[1], received[0]);
        Assert.Equal(perByte > 0, ends[0].Statistics.Malformed > 0);
    }

    private static byte[] Spoil(ReadOnlySpan<byte> bytes, double perByte, ref ulong drawn)
    {
        List<byte> result = [];
        foreach (byte value in bytes)
        {
            double chance = SeedTree.Root(9).Uniform(drawn++);
            if (chance < perByte)
            {
                continue;
            }
            result.Add(chance < 2 * perByte ? (byte)(value ^ 1 << (int)(drawn % 8)) : value);
            if (chance > 1 - perByte)
            {
                result.Add((byte)drawn);
            }
        }
        return [.. result];
    }
}
