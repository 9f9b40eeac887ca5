using System.Globalization;

namespace Bss2.Cli.Bench;

/// <summary>
/// Compares ratios to yardsticks, not times, with a stored run: a slower or busier machine moves both sides of a ratio.
/// </summary>
internal static class BenchComparison
{
    /// <summary>Where two runs saw different machines, what that means for a comparison; null where they are alike.</summary>
    /// <remarks>A share of a peak depends on what limits a case and what the peak: vectors, caches, cores. It carries over to a like machine alone.</remarks>
    public static string? MachineNote(MachineLine baseline, MachineLine now)
    {
        var differences = new List<string>();
        void Note(string what, object before, object after)
        {
            if (!before.Equals(after))
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what} {before}, here {after}"));
            }
        }
        Note("processor", baseline.Cpu, now.Cpu);
        Note("cores", baseline.Cores, now.Cores);
        Note("vector bits", baseline.VectorBits, now.VectorBits);
        Note("runtime", Major(baseline.Runtime), Major(now.Runtime));
        return differences.Count == 0 ? null : $"The baseline is of another machine ({string.Join("; ", differences)}): a ratio that fell may be the "
            + "machine's doing. Save a baseline here (--save, --ratios) with the old program and compare with that.";
    }

    // .NET 10.0.12 and 10.0.13 have the same compiler.
    private static string Major(string runtime) => runtime.Split('.')[0];

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
