using Bss2.Hal.Wire;
using CsCheck;

namespace Bss2.UnitTests.Wire;

/// <summary>Properties of the UT codec that single golden streams cannot show (link-and-playback 2.4).</summary>
public sealed class UtCodecTests
{
    private static readonly UtDictionary[] Directions = [UtDictionary.ToFpga, UtDictionary.FromFpga];

    private static Gen<(UtDictionary Dictionary, (int Header, UInt128 Payload)[] Messages)> Streams =>
        from direction in Gen.Int[0, 1]
        from raw in Gen.Select(Gen.Int[0, Directions[direction].Count - 1], Gen.ULong, Gen.ULong).Array[0, 60]
        select (Directions[direction], raw.Select(m => (m.Item1,
            new UInt128(m.Item2, m.Item3) & ((UInt128.One << Directions[direction].PayloadBits(m.Item1)) - 1))).ToArray());

    [Fact]
    public void Any_stream_comes_back_however_it_is_flushed_and_cut() =>
        Gen.Select(Streams, Gen.Int[1, 5], Gen.Int[1, 9]).Sample((stream, chunk, flushEvery) =>
        {
            List<ulong> words = [];
            var encoder = new UtEncoder(stream.Dictionary, words);
            for (int i = 0; i < stream.Messages.Length; i++)
            {
                encoder.Append(stream.Messages[i].Header, stream.Messages[i].Payload);
                if (i % flushEvery == 0)
                {
                    encoder.Flush();
                    // A padding word between messages is legal at a word boundary.
                    words.Add(0x8000_0000_0000_0000 | (uint)i);
                }
            }
            encoder.Flush();
            var taken = new Taken();
            var decoder = new UtDecoder(stream.Dictionary);
            foreach (ulong[] part in words.Chunk(chunk))
            {
                decoder.Decode(part, taken);
            }
            Assert.Equal(stream.Messages, taken.Messages);
            Assert.Equal(words.Count, decoder.WordCount);
        });

    [Fact]
    public void After_a_flush_every_prefix_is_complete() => Streams.Sample(stream =>
    {
        for (int length = 0; length <= Math.Min(stream.Messages.Length, 12); length++)
        {
            List<ulong> words = [];
            var encoder = new UtEncoder(stream.Dictionary, words);
            foreach ((int header, UInt128 payload) in stream.Messages[..length])
            {
                encoder.Append(header, payload);
            }
            encoder.Flush();
            int bits = stream.Messages[..length].Sum(m => stream.Dictionary.MessageBits(m.Header));
            Assert.Equal((bits + 63) / 64, words.Count);
            var taken = new Taken();
            new UtDecoder(stream.Dictionary).Decode([.. words], taken);
            Assert.Equal(stream.Messages[..length], taken.Messages);
        }
    });

    [Fact]
    public void Random_words_decode_or_fail_with_header_and_word_and_then_stay_failed() =>
        Gen.Select(Gen.Int[0, 1], Gen.ULong.Array[0, 40]).Sample((direction, words) =>
        {
            UtDictionary dictionary = Directions[direction];
            var taken = new Taken();
            var decoder = new UtDecoder(dictionary);
            try
            {
                decoder.Decode(words, taken);
            }
            catch (UtDecodeException e)
            {
                Assert.InRange(e.Header, dictionary.Count, 127);
                Assert.InRange(e.WordIndex, 0, words.Length - 1);
                Assert.Throws<InvalidOperationException>(() => decoder.Decode([0], taken));
            }
            Assert.All(taken.Messages, m => Assert.Equal(UInt128.Zero, m.Payload >> dictionary.PayloadBits(m.Header)));
        });

    [Fact]
    public void The_word_wise_decoder_agrees_with_a_bit_string() =>
        Gen.Select(Gen.Int[0, 12].Array[1, 40], Gen.ULong.Array[1, 40]).Sample((headers, noise) =>
        {
            // Words that start like messages reach deeper than pure noise; the oracle follows the three rules of 2.4 on a list of bits.
            ulong[] words = [.. noise.Zip(headers, (n, h) => n & 0x00FF_FFFF_FFFF_FFFF | (ulong)h << 56)];
            var taken = new Taken();
            bool failed = false;
            try
            {
                new UtDecoder(UtDictionary.FromFpga).Decode(words, taken);
            }
            catch (UtDecodeException)
            {
                failed = true;
            }
            (List<(int, UInt128)> expected, bool fails) = BitString(words);
            Assert.Equal(expected, taken.Messages);
            Assert.Equal(fails, failed);
        });

    private static (List<(int, UInt128)> Messages, bool Fails) BitString(ulong[] words)
    {
        List<(int, UInt128)> messages = [];
        List<int> bits = [];
        foreach (ulong word in words)
        {
            if (bits.Count == 0 && word >> 63 != 0)
            {
                continue;
            }
            bits.AddRange(Enumerable.Range(0, 64).Select(i => (int)(word >> (63 - i) & 1)));
            while (bits.Count >= 8)
            {
                int header = (int)Number(bits[..8]);
                if (header >= UtDictionary.FromFpga.Count)
                {
                    return (messages, true);
                }
                int size = UtDictionary.FromFpga.MessageBits(header);
                if (bits.Count < size)
                {
                    break;
                }
                messages.Add((header, Number(bits[(size - UtDictionary.FromFpga.PayloadBits(header))..size])));
                bits.RemoveRange(0, size);
                if (bits.Count > 0 && bits[0] == 1)
                {
                    bits.Clear();
                }
            }
        }
        return (messages, false);
    }

    private static UInt128 Number(List<int> bits) => bits.Aggregate(UInt128.Zero, (n, bit) => n << 1 | (uint)bit);

    private sealed class Taken : IUtMessageSink
    {
        public List<(int Header, UInt128 Payload)> Messages { get; } = [];

        public void Take(int header, UInt128 payload) => Messages.Add((header, payload));
    }
}
