using System.Globalization;

namespace Bss2.Cli.Bench;

/// <summary>
/// Compares ratios to yardsticks, not times, with a stored run: a slower or busier machine moves both sides of a ratio.
/// </summary>
internal static class BenchComparison
{
    /// <summary>Cases whose ratio fell by more than <paramref name="tolerance"/> (a fraction).</summary>
    public static IReadOnlyList<string> Regressions(BenchReport baseline, BenchReport now, double tolerance)
    {
        var found = new List<string>();
        foreach ((string name, BenchReport.Case one) in now.Cases)
        {
            if (!baseline.Cases.TryGetValue(name, out BenchReport.Case? before))
            {
                continue;
            }
            foreach ((string yardstick, double ratio) in one.RatioTo)
            {
                if (before.RatioTo.TryGetValue(yardstick, out double old) && ratio < old * (1 - tolerance))
                {
                    found.Add(string.Create(CultureInfo.InvariantCulture,
                        $"{name}: {ratio:0.000} of {yardstick}, was {old:0.000} ({100 * (ratio / old - 1):0} %)"));
                }
            }
        }
        return found;
    }
}
