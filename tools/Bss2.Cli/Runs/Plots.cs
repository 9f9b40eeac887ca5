using Bss2.Network;
using Bss2.Training;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Bss2.Cli.Runs;

/// <summary>The pictures of a run, as SVG text.</summary>
internal static class Plots
{
    private const int Width = 720, Height = 430, MapSize = 560;

    // Blue, orange and green that colour-blind readers can tell apart (Okabe & Ito).
    private static readonly OxyColor[] s_colours =
        [OxyColor.FromRgb(0x00, 0x72, 0xB2), OxyColor.FromRgb(0xE6, 0x9F, 0x00), OxyColor.FromRgb(0x00, 0x9E, 0x73)];

    private static readonly string[] s_classes = ["yang", "yin", "dot"];

    public static string LearningCurve(IReadOnlyList<EpochReport> epochs)
    {
        PlotModel model = Model("Learning curve", "epoch", "accuracy / %");
        model.Series.Add(Curve("training", 0, epochs, e => e.TrainAccuracy));
        model.Series.Add(Curve("validation", 1, epochs, e => e.ValidationAccuracy));
        (model.Axes[0].MinimumMajorStep, model.Axes[0].MinimumMinorStep) = (1, 1);
        return Svg(model, Width, Height);
    }

    /// <summary>The class that the trained network answers, over the unit square; <paramref name="cells"/> grid points per side.</summary>
    public static string DecisionMap(IReadOnlyList<(double X, double Y, int Class)> points, int cells)
    {
        PlotModel model = Model("Decision of the trained network", "x", "y");
        model.PlotType = PlotType.Cartesian;
        double half = 0.5 / (cells - 1);
        foreach (Axis axis in model.Axes)
        {
            (axis.Minimum, axis.Maximum, axis.MajorGridlineStyle) = (-half, 1 + half, LineStyle.None);
        }
        for (int c = 0; c < s_classes.Length; c++)
        {
            var series = new RectangleBarSeries { Title = Label(s_classes[c]), FillColor = s_colours[c], StrokeThickness = 0 };
            foreach ((double x, double y, int answer) in points)
            {
                if (answer == c)
                {
                    series.Items.Add(new(x - half, y - half, x + half, y + half));
                }
            }
            model.Series.Add(series);
        }
        return Svg(model, MapSize, MapSize);
    }

    /// <summary>Spikes of one sample: a band per layer, inputs at the bottom.</summary>
    /// <param name="layers">Inputs, then each layer.</param>
    /// <param name="sizes">Channels, then neurons per layer.</param>
    /// <param name="windowUs">Observation window, µs.</param>
    public static string Raster(IReadOnlyList<TimedSpike[]> layers, IReadOnlyList<int> sizes, double windowUs)
    {
        PlotModel model = Model("Spikes of one sample", "time / µs", "neuron");
        string[] names = ["inputs", "hidden", "outputs"];
        int gap = Math.Max(2, sizes.Max() / 20), offset = 0;
        for (int l = 0; l < layers.Count; l++)
        {
            var series = new ScatterSeries
            {
                Title = Label(names[l]), MarkerType = MarkerType.Circle, MarkerSize = l == 1 ? 2.2 : 3.2, MarkerFill = s_colours[l],
            };
            series.Points.AddRange(layers[l].Select(s => new ScatterPoint(s.TimeUs, offset + s.Source)));
            model.Series.Add(series);
            offset += sizes[l] + gap;
        }
        (model.Axes[0].Minimum, model.Axes[0].Maximum) = (0, windowUs);
        (model.Axes[1].Minimum, model.Axes[1].Maximum) = (-gap, offset);
        return Svg(model, Width, Height);
    }

    private static LineSeries Curve(string title, int colour, IReadOnlyList<EpochReport> epochs, Func<EpochReport, double> fraction)
    {
        var series = new LineSeries { Title = Label(title), Color = s_colours[colour], StrokeThickness = 2 };
        series.Points.AddRange(epochs.Select(e => new DataPoint(e.Epoch, 100 * fraction(e))));
        if (epochs.Count == 1)
        {
            series.MarkerType = MarkerType.Circle;
            series.MarkerFill = s_colours[colour];
        }
        return series;
    }

    // The exporter clips a legend at the width of its own font; another font may be wider, so leave room.
    private static string Label(string name) => name + new string('\u00A0', 8);

    private static PlotModel Model(string title, string x, string y)
    {
        var model = new PlotModel
        {
            Title = title, TitleFontSize = 15, Background = OxyColors.White, DefaultFont = "Arial", Padding = new OxyThickness(8, 8, 24, 8),
        };
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = x, MajorGridlineStyle = LineStyle.Dot });
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Title = y, MajorGridlineStyle = LineStyle.Dot, AxisTitleDistance = 14 });
        // Above the plot, so that a wider font than the one measured cannot be cut off.
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.TopLeft,
            LegendOrientation = LegendOrientation.Horizontal, LegendItemSpacing = 44,
        });
        return model;
    }

    private static string Svg(PlotModel model, int width, int height) =>
        new SvgExporter { Width = width, Height = height, UseVerticalTextAlignmentWorkaround = true }.ExportToString(model)
            .Replace("font-family=\"Arial\"", "font-family=\"Arial, Helvetica, sans-serif\"", StringComparison.Ordinal);
}
