using Bss2.Hal.Wire;
using Bss2.Spikes;

namespace Bss2.Cli.Bench.Suites;

/// <summary>The UT codec on a million messages held in memory.</summary>
internal sealed class CodecSuite : IBenchSuite
{
    private const int Messages = 1_000_000;

    private const double BytesPerMessage = 8;

    public string Name => "codec";

    public IEnumerable<BenchCase> Cases()
    {
        yield return Case("codec.encode", () => Encode(UtDictionary.ToFpga));
        yield return Case("codec.decode", () => Decode(UtDictionary.ToFpga));
        yield return Case("codec.from_fpga.encode", () => Encode(UtDictionary.FromFpga));
        yield return Case("codec.from_fpga.decode", () => Decode(UtDictionary.FromFpga));
    }

    private static BenchCase Case(string name, Func<BenchWork> prepare) =>
        new(name, BenchUnit.MessagesPerSecond, 1, MachinePeaks.Memory(BytesPerMessage), prepare);

    private static BenchWork Encode(UtDictionary dictionary)
    {
        (int Header, UInt128 Payload)[] messages = Random(dictionary);
        var words = new List<ulong>(2 * Messages);
        return () =>
        {
            words.Clear();
            Append(dictionary, messages, words);
            return Messages;
        };
    }

    private static BenchWork Decode(UtDictionary dictionary)
    {
        var words = new List<ulong>();
        Append(dictionary, Random(dictionary), words);
        ulong[] stream = [.. words];
        var sink = new Counter();
        var decoder = new UtDecoder(dictionary);
        return () =>
        {
            sink.Count = 0;
            decoder.Decode(stream, sink);
            return sink.Count == Messages ? Messages : throw new InvalidOperationException($"{sink.Count} of {Messages} messages came back.");
        };
    }

    private static void Append(UtDictionary dictionary, (int Header, UInt128 Payload)[] messages, List<ulong> words)
    {
        var encoder = new UtEncoder(dictionary, words);
        foreach ((int header, UInt128 payload) in messages)
        {
            encoder.Append(header, payload);
        }
        encoder.Flush();
    }

    private static (int Header, UInt128 Payload)[] Random(UtDictionary dictionary)
    {
        SeedTree random = SeedTree.Root(1);
        return [.. Enumerable.Range(0, Messages).Select(i =>
        {
            int header = random.Child(0).Integer((ulong)i, dictionary.Count);
            UInt128 mask = (UInt128.One << dictionary.PayloadBits(header)) - 1;
            return (header, new UInt128(random.Child(1).Bits((ulong)i), random.Child(2).Bits((ulong)i)) & mask);
        })];
    }

    private sealed class Counter : IUtMessageSink
    {
        public int Count { get; set; }

        public void Take(int header, UInt128 payload) => Count++;
    }
}
