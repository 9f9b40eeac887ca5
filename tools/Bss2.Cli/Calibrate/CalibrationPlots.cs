using System.Globalization;
using Bss2.Calibration;
using Bss2.Cli.Plotting;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Series;

namespace Bss2.Cli.Calibrate;

/// <summary>Histograms of every quantity before and after.</summary>
internal static class CalibrationPlots
{
    private const int Width = 720, Height = 300, Bins = 60;

    // Outliers must not squeeze the rest into one bin: what lies outside counts in the outermost bins.
    private const double Shown = 0.01;

    public static string Histograms(IReadOnlyList<QuantityChange> quantities) =>
        PlotStyle.Stack(Width, Height, [.. quantities.Where(q => q.After.Any(v => v is not null)).Select(Histogram)]);

    private static PlotModel Histogram(QuantityChange q)
    {
        string title = string.Create(CultureInfo.InvariantCulture, $"{q.Key}: spread after/before {q.Ratio:F2}");
        PlotModel model = PlotStyle.Model(title, $"{q.Key} / {CalibrationReport.UnitOf(q)}", "circuits");
        double[] before = [.. q.Before.OfType<double>()], after = [.. q.After.OfType<double>()], all = [.. before.Concat(after).Order()];
        double? wanted = CalibrationReport.Target(q);
        double low = all[(int)(Shown * (all.Length - 1))], high = all[(int)((1 - Shown) * (all.Length - 1))];
        low = Math.Min(low, wanted ?? low);
        high = Math.Max(high, wanted ?? high);
        double width = Math.Max((high - low) / Bins, 1e-12);
        model.Series.Add(Bars("before", 6, before, low, width));
        model.Series.Add(Bars("after", 0, after, low, width));
        if (wanted is { } target)
        {
            model.Annotations.Add(new LineAnnotation
            {
                Type = LineAnnotationType.Vertical, X = target, Color = PlotStyle.Colours[3], LineStyle = LineStyle.Dash, Text = "target",
                TextColor = PlotStyle.Colours[3],
            });
        }
        (model.Axes[1].Minimum, model.Axes[0].AxisTitleDistance) = (0, 8);
        return model;
    }

    private static RectangleBarSeries Bars(string title, int colour, IReadOnlyList<double> values, double low, double width)
    {
        var counts = new int[Bins];
        foreach (double value in values)
        {
            counts[Math.Clamp((int)((value - low) / width), 0, Bins - 1)]++;
        }
        var series = new RectangleBarSeries { Title = title, FillColor = OxyColor.FromAColor(170, PlotStyle.Colours[colour]), StrokeThickness = 0 };
        for (int b = 0; b < Bins; b++)
        {
            if (counts[b] > 0)
            {
                series.Items.Add(new(low + b * width, 0, low + (b + 1) * width, counts[b]));
            }
        }
        return series;
    }
}
