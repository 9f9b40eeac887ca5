using System.Runtime.InteropServices;
using Bss2.Spikes;
using Bss2.Training.Kernels;

namespace Bss2.UnitTests.Training.Kernels;

public sealed class LaneMathTests
{
    private const int Points = 1 << 14;

    [Fact]
    public void The_exponential_is_within_1_ulp_and_has_the_same_bits_at_every_width()
    {
        // Dense around 0, all the way to the clamp, and a few beyond it.
        SeedTree random = SeedTree.Root(1);
        double[] x = [.. Enumerable.Range(0, Points).Select(i => (i % 3) switch
        {
            0 => -708 + 1416 * random.Uniform((ulong)i),
            1 => -20 * random.Uniform((ulong)i),
            _ => 0.01 * (random.Uniform((ulong)i) - 0.5),
        })];
        double[] y = Map<Lanes128, Exponential<Lanes128>>(x);
        Assert.Equal(y, Map<Lanes256, Exponential<Lanes256>>(x));
        Assert.Equal(y, Map<Lanes512, Exponential<Lanes512>>(x));
        // The C library's exp is within 1 ulp itself, so two ulps apart means one of ours.
        Assert.All(x.Zip(y), p => Assert.InRange(p.Second, Down(Down(Math.Exp(p.First))), Up(Up(Math.Exp(p.First)))));
        Assert.Equal([1, LaneMath.Exp(-708), LaneMath.Exp(-708)], new double[] { 0, -1e4, double.NegativeInfinity }.Select(LaneMath.Exp));
    }

    [Fact]
    public void The_logarithm_is_within_2_ulp_and_has_the_same_bits_at_every_width()
    {
        SeedTree random = SeedTree.Root(2);
        double[] x = [.. Enumerable.Range(0, Points).Select(i => (i % 2) switch
        {
            0 => Math.Pow(10, -300 + 600 * random.Uniform((ulong)i)),
            _ => 0.5 + 1.5 * random.Uniform((ulong)i),
        })];
        double[] y = Map<Lanes128, Logarithm<Lanes128>>(x);
        Assert.Equal(y, Map<Lanes256, Logarithm<Lanes256>>(x));
        Assert.Equal(y, Map<Lanes512, Logarithm<Lanes512>>(x));
        Assert.All(x.Zip(y), p => Assert.InRange(p.Second, Down(Down(Down(Math.Log(p.First)))), Up(Up(Up(Math.Log(p.First))))));
        Assert.Equal(0, LaneMath.Log(1));
    }

    private static double Up(double x) => double.BitIncrement(x);

    private static double Down(double x) => double.BitDecrement(x);

    private static double[] Map<T, TFunction>(double[] x)
        where T : unmanaged, ILanes<T>
        where TFunction : IFunction<T>
    {
        var y = new double[x.Length];
        ReadOnlySpan<T> from = MemoryMarshal.Cast<double, T>(x.AsSpan());
        Span<T> to = LaneArray.As<T>(y);
        for (int k = 0; k < from.Length; k++)
        {
            to[k] = TFunction.Of(from[k]);
        }
        return y;
    }

    private interface IFunction<T>
    {
        static abstract T Of(T x);
    }

    private readonly struct Exponential<T> : IFunction<T>
        where T : unmanaged, ILanes<T>
    {
        public static T Of(T x) => LaneMath.Exp(x);
    }

    private readonly struct Logarithm<T> : IFunction<T>
        where T : unmanaged, ILanes<T>
    {
        public static T Of(T x) => LaneMath.Log(x);
    }
}
