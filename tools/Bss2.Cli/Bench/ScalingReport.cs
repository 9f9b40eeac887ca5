using System.Globalization;
using Bss2.Cli.Figures;
using Bss2.Cli.Plotting;
using OxyPlot;

namespace Bss2.Cli.Bench;

/// <summary>Scaling as CSV, as a picture per axis, and as a line per axis.</summary>
internal static class ScalingReport
{
    private const int Width = 430, Height = 320;

    public static void Write(string location, IReadOnlyList<ScalingFit> fits, TextWriter log)
    {
        var folder = new FigureFolder(location, "scaling");
        foreach (ScalingFit fit in fits)
        {
            folder.WriteCsv($"-{fit.Axis}", [fit.Axis, "us_per_sample", "work_per_sample"],
                fit.Points.Select(p => (IReadOnlyList<double?>)[p.Value, p.Cost, p.Work]));
            log.WriteLine(Line(fit));
        }
        folder.WriteSvg("", PlotStyle.Stack(Width, Height, [.. fits.Select(Plot)]));
        folder.WriteCaption("Cost of a training sample along each axis, forward and gradient, one thread but for the axis of threads. Dashed: the work, "
            + "counted on the spikes that there were. Work of a sample: arrivals × neurons that see them, summed over layers and read-outs; along "
            + "drive the spikes; along the window steps × neurons; the same throughout along batch and threads. "
            + "Exponents are fitted over the upper half of the axis.\n\n" + string.Join('\n', fits.Select(fit => "* " + Line(fit))));
    }

    private static string Line(ScalingFit fit) => string.Create(CultureInfo.InvariantCulture,
        $"{fit.Axis}: cost ~ {fit.Axis}^{fit.Exponent:F2}, work ~ ^{fit.WorkExponent:F2}: {(fit.IsProportionate ? "grows no faster than the work" : "GROWS FASTER THAN THE WORK")}");

    private static PlotModel Plot(ScalingFit fit)
    {
        PlotModel model = PlotStyle.LogLog(string.Create(CultureInfo.InvariantCulture, $"{fit.Axis}: exponent {fit.Exponent:F2}"), fit.Axis, "µs per sample");
        model.Series.Add(PlotStyle.Line("measured", 0, fit.Points.Select(p => (p.Value, p.Cost))));
        (_, double cost, double work) = fit.Points[^1];
        model.Series.Add(PlotStyle.Line("work", 6, fit.Points.Select(p => (p.Value, cost * p.Work / work)), LineStyle.Dash));
        return model;
    }
}
