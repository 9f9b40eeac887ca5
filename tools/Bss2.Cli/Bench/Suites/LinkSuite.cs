using Bss2.Emulator.Wire;

namespace Bss2.Cli.Bench.Suites;

/// <summary>Words per second and round trips of every transport, both ends in this process.</summary>
/// <remarks>
/// Round trips over UDP are 10,000 programs of a halt alone, for which the original has limits: minimum 120 µs, mean 200, median 150
/// (link-and-playback 8). A figure that is no mean is given as how many of its kind would have fit into the time.
/// </remarks>
internal sealed class LinkSuite : IBenchSuite
{
    private const int Words = 1 << 18, SerialWords = 1 << 14, Programs = 10_000, SlowPrograms = 200;

    private const double BytesPerWord = 8;

    public string Name => "link";

    public IEnumerable<BenchCase> Cases()
    {
        foreach ((string name, Func<LinkRig> open, int words, int programs) in Transports())
        {
            var rig = new Lazy<LinkRig>(open);
            yield return Throughput($"link.{name}.send", rig, LinkRig.Quiet(words), words);
            yield return Throughput($"link.{name}.both_ways", rig, LinkRig.Ticks(words), words);
            yield return RoundTrip($"link.{name}.round_trip.minimum", rig, programs, seconds => seconds.Min());
            yield return RoundTrip($"link.{name}.round_trip.mean", rig, programs, seconds => seconds.Average());
            yield return RoundTrip($"link.{name}.round_trip.median", rig, programs, seconds => seconds.Order().ElementAt(seconds.Length / 2));
        }
    }

    private static IEnumerable<(string Name, Func<LinkRig> Open, int Words, int Programs)> Transports()
    {
        yield return ("in_process", LinkRig.InProcess, Words, Programs);
        yield return ("udp", LinkRig.Udp, Words, Programs);
        yield return ("tcp", LinkRig.Tcp, Words, Programs);
        if (PseudoTerminal.IsSupported)
        {
            yield return ("serial", LinkRig.Serial, SerialWords, SlowPrograms);
        }
    }

    private static BenchCase Throughput(string name, Lazy<LinkRig> rig, ulong[] program, int words) =>
        new(name, BenchUnit.WordsPerSecond, 2, MachinePeaks.Memory(BytesPerWord), () =>
        {
            LinkRig link = rig.Value;
            return () =>
            {
                link.Send(program);
                return words;
            };
        });

    private static BenchCase RoundTrip(string name, Lazy<LinkRig> rig, int programs, Func<double[], double> figure) =>
        new(name, BenchUnit.MicrosecondsPerRoundTrip, 2, MachinePeaks.Memory(BytesPerWord), () =>
        {
            LinkRig link = rig.Value;
            return () =>
            {
                double[] seconds = link.RoundTrips(programs);
                return seconds.Sum() / figure(seconds);
            };
        });
}
