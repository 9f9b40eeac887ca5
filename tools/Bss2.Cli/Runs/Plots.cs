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
    private const int Width = 720, Height = 430, SmallHeight = 260, MapSize = 560, Bins = 63;

    private const double MarkerSize = 1.8, LargestMarker = 5;

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
            // Neighbours in a row become one bar.
            for (int k = 0; k < points.Count; k++)
            {
                int first = k;
                while (points[first].Class == c && k + 1 < points.Count && points[k + 1].Class == c && points[k + 1].Y == points[first].Y)
                {
                    k++;
                }
                if (points[first].Class == c)
                {
                    series.Items.Add(new(points[first].X - half, points[first].Y - half, points[k].X + half, points[first].Y + half));
                }
            }
            model.Series.Add(series);
        }
        return PlotStyle.Svg(model, MapSize, MapSize);
    }

    public static string LossCurve(IReadOnlyList<EpochReport> epochs)
    {
        PlotModel model = PlotStyle.Model("Loss", "epoch", "loss");
        model.Series.Add(PlotStyle.Line("training", 0, epochs.Select(e => ((double)e.Epoch, e.TrainLoss))));
        model.Series.Add(PlotStyle.Line("validation", 1, epochs.Select(e => ((double)e.Epoch, e.ValidationLoss))));
        (model.Axes[0].MinimumMajorStep, model.Axes[0].MinimumMinorStep) = (1, 1);
        return PlotStyle.Svg(model, Width, Height);
    }

    /// <summary>Spikes of one sample, a band per layer with inputs at the bottom; the larger a spike, the more the loss minds its time.</summary>
    /// <param name="sample">Spikes and derivatives.</param>
    /// <param name="sizes">Channels, then neurons per layer.</param>
    /// <param name="windowUs">Observation window, µs.</param>
    public static string Raster(SampleAdjoint sample, IReadOnlyList<int> sizes, double windowUs)
    {
        PlotModel model = PlotStyle.Model("Spikes of one sample", "time / µs", "inputs, then neurons");
        string[] names = ["spikes", "should come later", "should come earlier"];
        OxyColor[] colours = [PlotStyle.Colours[6], PlotStyle.Colours[0], PlotStyle.Colours[3]];
        ScatterSeries[] series = [.. names.Select((name, k) => new ScatterSeries { Title = name, MarkerType = MarkerType.Circle, MarkerFill = colours[k] })];
        double most = sample.TimeGradients.SelectMany(layer => layer).Select(Math.Abs).DefaultIfEmpty(0).Max();
        int gap = Math.Max(2, sizes.Max() / 20), offset = 0;
        for (int l = 0; l < sample.Spikes.Count; l++)
        {
            for (int k = 0; k < sample.Spikes[l].Length; k++)
            {
                double g = l == 0 ? 0 : sample.TimeGradients[l - 1][k];
                double size = MarkerSize + (most > 0 ? LargestMarker * Math.Sqrt(Math.Abs(g) / most) : 0);
                series[g == 0 ? 0 : g < 0 ? 1 : 2].Points.Add(new(sample.Spikes[l][k].TimeUs, offset + sample.Spikes[l][k].Source, size));
            }
            offset += sizes[l] + gap;
        }
        Array.ForEach(series, model.Series.Add);
        (model.Axes[0].Minimum, model.Axes[0].Maximum) = (0, windowUs);
        (model.Axes[1].Minimum, model.Axes[1].Maximum) = (-gap, offset);
        return PlotStyle.Svg(model, Width, Height);
    }

    /// <summary>How much a sample asks of each hidden neuron.</summary>
    public static string AdjointPerNeuron(IReadOnlyList<double> sums)
    {
        PlotModel model = PlotStyle.Model("What the adjoint asks of each hidden neuron", "hidden neuron", "Σ |dLoss/dw| over its inputs");
        var series = new StemSeries { Color = PlotStyle.Colours[0], StrokeThickness = 2 };
        series.Points.AddRange(sums.Select((sum, n) => new DataPoint(n, sum)));
        model.Series.Add(series);
        model.Axes[1].Minimum = 0;
        return PlotStyle.Svg(model, Width, SmallHeight);
    }

    /// <summary>Weights of a projection, between the marks that the grid ends at.</summary>
    public static string Weights(Projection projection, WeightGrid? grid)
    {
        double unit = grid?.UnitsPerModelWeight ?? 1;
        double[] values = [.. projection.Weights.Select(w => w * unit)];
        double most = grid?.MaximumUnits ?? Math.Max(values.Max(Math.Abs), 1e-9);
        PlotModel model = PlotStyle.Model($"{(projection.Source == Projection.Input ? "inputs" : "layer " + projection.Source)} → layer {projection.Target}",
            grid is null ? "weight / thresholds" : "weight / hardware units (6 bits × row pairs)", "weights");
        var counts = new int[Bins];
        foreach (double value in values)
        {
            counts[Math.Clamp((int)((value / most + 1) / 2 * Bins), 0, Bins - 1)]++;
        }
        var bars = new RectangleBarSeries { FillColor = PlotStyle.Colours[0], StrokeThickness = 0 };
        for (int b = 0; b < Bins; b++)
        {
            bars.Items.Add(new(most * (2.0 * b / Bins - 1), 0, most * (2.0 * (b + 1) / Bins - 1), counts[b]));
        }
        model.Series.Add(bars);
        foreach (int side in (int[])[-1, 1])
        {
            string title = side > 0 ? "" : grid is null ? "largest" : "the chip's range";
            model.Series.Add(PlotStyle.Line(title, 3, [(side * most, 0), (side * most, counts.Max())], LineStyle.Dash));
        }
        (model.Axes[0].Minimum, model.Axes[0].Maximum, model.Axes[1].Minimum) = (-1.05 * most, 1.05 * most, 0);
        return PlotStyle.Svg(model, Width, SmallHeight);
    }
}
