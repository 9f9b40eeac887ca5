using Bss2.Network;
using Bss2.Training;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Bss2.Cli.Runs;

/// <summary>The pictures of a run, as SVG text.</summary>
internal static class Plots
{
    private const int Width = 640, Height = 400;

    public static string LearningCurve(IReadOnlyList<EpochReport> epochs)
    {
        PlotModel model = Model("Learning curve", "epoch", "accuracy / %");
        var train = new LineSeries { Title = "training" };
        var validation = new LineSeries { Title = "validation" };
        foreach (EpochReport e in epochs)
        {
            train.Points.Add(new(e.Epoch, 100 * e.TrainAccuracy));
            validation.Points.Add(new(e.Epoch, 100 * e.ValidationAccuracy));
        }
        model.Series.Add(train);
        model.Series.Add(validation);
        model.Legends.Add(new OxyPlot.Legends.Legend { LegendPosition = OxyPlot.Legends.LegendPosition.RightBottom });
        return Svg(model);
    }

    public static string DecisionMap(IReadOnlyList<(double X, double Y, int Class)> points)
    {
        PlotModel model = Model("Decision of the trained network", "x", "y");
        string[] names = ["yang", "yin", "dot"];
        OxyColor[] colours = [OxyColor.FromRgb(0x33, 0x66, 0xCC), OxyColor.FromRgb(0xDD, 0x88, 0x22), OxyColor.FromRgb(0x22, 0x99, 0x55)];
        for (int c = 0; c < names.Length; c++)
        {
            var series = new ScatterSeries { Title = names[c], MarkerType = MarkerType.Square, MarkerSize = 3, MarkerFill = colours[c] };
            series.Points.AddRange(points.Where(p => p.Class == c).Select(p => new ScatterPoint(p.X, p.Y)));
            model.Series.Add(series);
        }
        model.Legends.Add(new OxyPlot.Legends.Legend { LegendPlacement = OxyPlot.Legends.LegendPlacement.Outside });
        return Svg(model);
    }

    public static string Raster(IReadOnlyList<TimedSpike[]> layers, int hidden)
    {
        PlotModel model = Model("Spikes of one sample", "time / µs", "neuron");
        string[] names = ["inputs", "hidden", "outputs"];
        int offset = 0;
        for (int l = 0; l < layers.Count; l++)
        {
            var series = new ScatterSeries { Title = names[l], MarkerType = MarkerType.Circle, MarkerSize = 2.5 };
            series.Points.AddRange(layers[l].Select(s => new ScatterPoint(s.TimeUs, offset + s.Source)));
            model.Series.Add(series);
            offset += l == 0 ? 10 : hidden + 5;
        }
        model.Legends.Add(new OxyPlot.Legends.Legend { LegendPlacement = OxyPlot.Legends.LegendPlacement.Outside });
        return Svg(model);
    }

    private static PlotModel Model(string title, string x, string y)
    {
        var model = new PlotModel { Title = title, Background = OxyColors.White };
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = x, MajorGridlineStyle = LineStyle.Dot });
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Title = y, MajorGridlineStyle = LineStyle.Dot });
        return model;
    }

    private static string Svg(PlotModel model) => new SvgExporter { Width = Width, Height = Height, UseVerticalTextAlignmentWorkaround = true }.ExportToString(model);
}
