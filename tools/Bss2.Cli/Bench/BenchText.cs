using System.Globalization;

namespace Bss2.Cli.Bench;

/// <summary>Figures for people.</summary>
internal static class BenchText
{
    public static string Line(BenchFigure f) => string.Create(CultureInfo.InvariantCulture,
        $"{f.Name,-36} {Number(f.Median),10} {f.Unit,-20} [{Number(f.Minimum)} … {Number(f.Maximum)}]  cpu {Number(f.CpuMedian)}  {f.Ratio:0.000} of {f.RatioTo}");

    private static string Number(double value) => value switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e9:0.00} G"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.0} M"),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };
}
