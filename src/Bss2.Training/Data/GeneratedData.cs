using Bss2.Spikes;

namespace Bss2.Training.Data;

/// <summary>Small sets besides Yin-Yang, drawn from the project's own generator: what a network cannot solve without its hidden layer.</summary>
public static class GeneratedData
{
    // Nothing lies so near to the border that a latency step of 8 ns decides: a tenth of the width is left free.
    private const double XorMargin = 0.05;

    // Radii of the rings and their scatter; every point stays within the unit square (5.3 standard deviations).
    private const double InnerRadius = 0.18, OuterRadius = 0.4, RingScatter = 0.02;

    private const int ValidationCount = 1000, TestCount = 1000;

    private enum Domain : ulong
    {
        Xor,
        Circles,
    }

    /// <summary>Two opposite quadrants of the unit square against the other two.</summary>
    /// <param name="seed">Of the draw.</param>
    /// <param name="trainingSamples">How many.</param>
    public static DataSet Xor(ulong seed, int trainingSamples) => Sets("xor", ["equal", "different"], SeedTree.Root(seed).Child((ulong)Domain.Xor),
        trainingSamples, static (random, label) =>
        {
            double Side(int upper, ulong index) => upper * (0.5 + XorMargin) + (0.5 - XorMargin) * random.Uniform(index);
            int right = random.Integer(2, 2);
            return [Side(right, 0), Side(right ^ label, 1)];
        });

    /// <summary>A ring within a ring.</summary>
    /// <param name="seed">Of the draw.</param>
    /// <param name="trainingSamples">How many.</param>
    public static DataSet Circles(ulong seed, int trainingSamples) => Sets("circles", ["inner", "outer"],
        SeedTree.Root(seed).Child((ulong)Domain.Circles), trainingSamples, static (random, label) =>
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * random.Uniform(0));
            double radius = (label == 0 ? InnerRadius : OuterRadius) + RingScatter * random.Gaussian(1);
            return [Math.Clamp(0.5 + radius * cos, 0, 1), Math.Clamp(0.5 + radius * sin, 0, 1)];
        });

    private static DataSet Sets(string name, string[] classes, SeedTree random, int trainingSamples, Func<SeedTree, int, double[]> draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trainingSamples, 1);
        Sample[] Set(ulong set, int count)
        {
            SeedTree own = random.Child(set);
            return [.. Enumerable.Range(0, count).Select(i => new Sample(draw(own.Child((ulong)i), i % classes.Length), i % classes.Length))];
        }
        return new()
        {
            Name = name, Features = ["x", "y"], Classes = classes, ReflectedClasses = [0, 1],
            Training = Set(0, trainingSamples), Validation = Set(1, ValidationCount), Test = Set(2, TestCount),
        };
    }
}
