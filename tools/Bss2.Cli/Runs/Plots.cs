using Bss2.Cli.Plotting;
using Bss2.Network;
using Bss2.Training;
using Bss2.Training.Data;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Bss2.Cli.Runs;

/// <summary>The pictures of a run, as SVG text.</summary>
internal static class Plots
{
    private const int Width = 720, Height = 430, MapSize = 560;

    public static string LearningCurve(IReadOnlyList<EpochReport> epochs)
    {
        PlotModel model = PlotStyle.Model("Learning curve", "epoch", "accuracy / %");
        model.Series.Add(PlotStyle.Line("training", 0, epochs.Select(e => ((double)e.Epoch, 100 * e.TrainAccuracy))));
        model.Series.Add(PlotStyle.Line("validation", 1, epochs.Select(e => ((double)e.Epoch, 100 * e.ValidationAccuracy))));
        (model.Axes[0].MinimumMajorStep, model.Axes[0].MinimumMinorStep) = (1, 1);
        return PlotStyle.Svg(model, Width, Height);
    }

    /// <summary>The class that the trained network answers, over the unit square; <paramref name="cells"/> grid points per side.</summary>
    public static string DecisionMap(IReadOnlyList<(double X, double Y, int Class)> points, int cells, DataSet data)
    {
        PlotModel model = PlotStyle.Model("Decision of the trained network", data.Features[0], data.Features[1]);
        model.PlotType = PlotType.Cartesian;
        double half = 0.5 / (cells - 1);
        foreach (Axis axis in model.Axes)
        {
            (axis.Minimum, axis.Maximum, axis.MajorGridlineStyle) = (-half, 1 + half, LineStyle.None);
        }
        for (int c = 0; c < data.Classes.Count; c++)
        {
            var series = new RectangleBarSeries { Title = data.Classes[c], FillColor = PlotStyle.Colours[c % PlotStyle.Colours.Count], StrokeThickness = 0 };
            foreach ((double x, double y, int answer) in points)
            {
                if (answer == c)
                {
                    series.Items.Add(new(x - half, y - half, x + half, y + half));
                }
            }
            model.Series.Add(series);
        }
        return PlotStyle.Svg(model, MapSize, MapSize);
    }

    /// <summary>Spikes of one sample: a band per layer, inputs at the bottom.</summary>
    /// <param name="layers">Inputs, then each layer.</param>
    /// <param name="sizes">Channels, then neurons per layer.</param>
    /// <param name="windowUs">Observation window, µs.</param>
    public static string Raster(IReadOnlyList<TimedSpike[]> layers, IReadOnlyList<int> sizes, double windowUs)
    {
        PlotModel model = PlotStyle.Model("Spikes of one sample", "time / µs", "neuron");
        string[] names = ["inputs", "hidden", "outputs"];
        int gap = Math.Max(2, sizes.Max() / 20), offset = 0;
        for (int l = 0; l < layers.Count; l++)
        {
            var series = new ScatterSeries
            {
                Title = names[l], MarkerType = MarkerType.Circle, MarkerSize = l == 1 ? 2.2 : 3.2,
                MarkerFill = PlotStyle.Colours[l],
            };
            series.Points.AddRange(layers[l].Select(s => new ScatterPoint(s.TimeUs, offset + s.Source)));
            model.Series.Add(series);
            offset += sizes[l] + gap;
        }
        (model.Axes[0].Minimum, model.Axes[0].Maximum) = (0, windowUs);
        (model.Axes[1].Minimum, model.Axes[1].Maximum) = (-gap, offset);
        return PlotStyle.Svg(model, Width, Height);
    }
}
