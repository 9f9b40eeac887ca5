using System.Globalization;
using Bss2.Cli.Figures;

namespace Bss2.Cli.Bench;

/// <summary>Cost and work along an axis and their growth: cost ~ value^exponent over the upper half of the axis, where fixed costs no longer
/// count.</summary>
/// <param name="Axis">Name.</param>
/// <param name="Points">Value, µs per sample, work per sample.</param>
/// <param name="Exponent">Of the cost.</param>
/// <param name="WorkExponent">Of the work that was counted; 0 along axes on which a sample's work stays the same.</param>
internal sealed record ScalingFit(string Axis, IReadOnlyList<(double Value, double Cost, double Work)> Points, double Exponent, double WorkExponent)
{
    // Of the exponent: caches that fill up, and noise.
    private const double Slack = 0.15;

    /// <summary>Whether the cost grows no faster than the work.</summary>
    public bool IsProportionate => Exponent <= WorkExponent + Slack;

    /// <summary>Of all cases named scaling.AXIS.VALUE.</summary>
    public static IReadOnlyList<ScalingFit> Of(BenchReport report) =>
    [
        .. report.Cases.Select(one => (Name: one.Key.Split('.'), one.Value))
            .Where(one => one.Name is ["scaling", _, _])
            .GroupBy(one => one.Name[1])
            .Where(axis => axis.Count() > 1)
            .Select(axis => Fit(axis.Key, [.. axis.Select(one => (double.Parse(one.Name[2], CultureInfo.InvariantCulture),
                // Threads work at once: wall time there, CPU time elsewhere, which other programs hardly disturb.
                (axis.Key == "threads" ? one.Value.Median : one.Value.CpuMedian) ?? double.NaN, one.Value.Work ?? 1)).OrderBy(p => p.Item1)])),
    ];

    private static ScalingFit Fit(string axis, (double Value, double Cost, double Work)[] points)
    {
        (double Value, double Cost, double Work)[] upper = points[Math.Min(points.Length / 2, points.Length - 2)..];
        double[] value = [.. upper.Select(p => Math.Log(p.Value))];
        return new(axis, points, Regression.Slope(value, [.. upper.Select(p => Math.Log(p.Cost))]),
            Regression.Slope(value, [.. upper.Select(p => Math.Log(p.Work))]));
    }
}
