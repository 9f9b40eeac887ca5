using System.Globalization;
using Bss2.Cli.Plotting;
using OxyPlot;
using OxyPlot.Series;

namespace Bss2.Cli.Runs;

/// <summary>The gradient meter's part of a run's report.</summary>
internal static class GradientPlots
{
    private const int Width = 720, Height = 300;

    private const double Padding = 0.1;

    /// <summary>Adds the section, if the run has readings.</summary>
    /// <param name="page">The report.</param>
    /// <param name="log">Readings.</param>
    /// <param name="save">Keeps a picture under a name, and gives it back.</param>
    public static void AddTo(ReportPage page, GradientLog log, Func<string, string, string> save)
    {
        if (log.Summary is not { } summary)
        {
            return;
        }
        GradientRow[] layers = [.. log.Rows.Where(row => row.Neuron is null)];
        string[] names = [.. summary.Select(layer => layer.Layer)];
        page.Section("Gradient against the reference", s => s
            .Note("The gradient from the spikes that came back, beside the one of the exact engine for the same weights, inputs and labels. Cosine 1 and "
                + "ratio 1: the same. Near grazing: spikes at which V', as nominal parameters have it, is below the clamp.")
            .Table(["layer, last epoch", "cosine", "norm ratio", "spikes near grazing"], summary.Select(layer => (string[])[layer.Layer,
                Text(layer.Cosine, "F4"), Text(layer.NormRatio, "F3"), layer.NearGrazing is null ? "–" : Text(100 * layer.NearGrazing, "F1") + " %"]))
            .Plot(save("gradient-cosine", Curves("Cosine to the reference", "cosine", layers, names, row => row.Cosine)))
            .Plot(save("gradient-norm", Curves("Norm, over the reference's", "ratio", layers, names, row => row.NormRatio)))
            .Plot(save("gradient-grazing", Curves("Spikes near grazing", "share / %", layers, [.. names.Where(n => layers.Any(l => l.Layer == n && l.Spikes > 0))],
                row => row.Spikes > 0 ? 100.0 * row.NearGrazing / row.Spikes : null)))
            .Plot(save("gradient-neurons", Neurons(log.Rows, names[0]))));
    }

    private static string Curves(string title, string axis, GradientRow[] rows, string[] names, Func<GradientRow, double?> value)
    {
        PlotModel model = PlotStyle.Model(title, "epochs done", axis);
        (model.Axes[0].MinimumMajorStep, model.Axes[0].MinimumMinorStep) = (1, 1);
        (model.Axes[1].MinimumPadding, model.Axes[1].MaximumPadding) = (Padding, Padding);
        int perEpoch = Math.Max(1, rows.Max(row => row.Batch));
        for (int l = 0; l < names.Length; l++)
        {
            model.Series.Add(PlotStyle.Line(names[l], l, rows.Where(row => row.Layer == names[l] && value(row) is not null)
                .Select(row => (row.Epoch - 1 + (row.Batch - 1.0) / perEpoch, value(row)!.Value))));
        }
        return PlotStyle.Svg(model, Width, Height);
    }

    // The mean over the last epoch's readings.
    private static string Neurons(IReadOnlyList<GradientRow> rows, string layer)
    {
        PlotModel model = PlotStyle.Model($"Cosine to the reference, {layer} neurons, last epoch", $"{layer} neuron", "cosine");
        var series = new StemSeries { Color = PlotStyle.Colours[0], StrokeThickness = 2 };
        series.Points.AddRange(rows.Where(row => row.Layer == layer && row.Neuron is not null && row.Epoch == rows[^1].Epoch && row.Cosine is not null)
            .GroupBy(row => row.Neuron!.Value).Select(neuron => new DataPoint(neuron.Key, neuron.Average(row => row.Cosine!.Value))));
        model.Series.Add(series);
        return PlotStyle.Svg(model, Width, Height);
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
