using Bss2.Links.Faults;

namespace Bss2.UnitTests.Links;

/// <summary>Faults strike datagrams as often as the plan says, and the same ones whenever the plan is used.</summary>
public sealed class DatagramFaultTests
{
    private const int Count = 10_000;

    [Fact]
    public void Without_rates_everything_passes_in_order() => Assert.Equal(Enumerable.Range(0, Count), Pass(new()));

    [Fact]
    public void Rates_are_kept_and_the_same_plan_strikes_the_same_datagrams()
    {
        // 5 standard deviations of a binomial; seeds are fixed, so there is no false alarm.
        Near(0.9 * Count, Pass(new() { Drop = 0.1 }).Count, 150);
        Near(1.05 * Count, Pass(new() { Duplicate = 0.05 }).Count, 110);
        Near(0.98 * Count, Pass(new() { Flip = 0.02 }).Count, 70);
        List<int> mixed = Pass(new() { Reorder = 0.1 });
        Assert.Equal(Enumerable.Range(0, Count), mixed.Order());
        Assert.InRange(mixed.Zip(mixed.Skip(1)).Count(pair => pair.First > pair.Second), 500, 1500);
        // HostARQ tells frames apart by 128 at most.
        Assert.All(mixed.Select((number, place) => Math.Abs(number - place)), distance => Assert.InRange(distance, 0, 64));
        Assert.Equal(Pass(new() { Drop = 0.1, Reorder = 0.1 }), Pass(new() { Drop = 0.1, Reorder = 0.1 }));
        Assert.NotEqual(Pass(new() { Drop = 0.1 }), Pass(new() { Drop = 0.1 }, seed: 2));
        Assert.Equal(Enumerable.Range(0, 40), Pass(new() { CutAfter = 40 }));
    }

    private static void Near(double expected, int actual, int margin) => Assert.InRange(actual, expected - margin, expected + margin);

    private static List<int> Pass(LinkFaultRates rates, ulong seed = 1)
    {
        var faults = new DatagramFaults(new ConnectionFate(new(new() { Seed = seed, ToFpga = rates })).Out);
        List<int> passed = [];
        var buffer = new byte[4];
        for (int i = 0; i < Count; i++)
        {
            faults.Put(BitConverter.GetBytes(i), i);
            while (faults.TryTake(buffer, i, out int length))
            {
                Assert.Equal(4, length);
                passed.Add(BitConverter.ToInt32(buffer));
            }
        }
        while (faults.TryTake(buffer, 1_000_000, out _))
        {
            passed.Add(BitConverter.ToInt32(buffer));
        }
        return passed;
    }
}
