using System.Globalization;
using Bss2.Calibration.Store;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Plotting;
using Bss2.Cli.Train;
using Bss2.Training;
using Bss2.Training.Data;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Bss2.Cli.Figures;

/// <summary>Figure 2: EventProp in the loop on Yin-Yang; maximum membrane of each output over the plane, and validation accuracy by epoch.</summary>
internal sealed class Figure2
{
    private const int MapWidth = 480, MapHeight = 430, CurveWidth = 3 * MapWidth, CurveHeight = 420;

    /// <summary>How it is trained; its seed is the first.</summary>
    public required TrainSettings Settings { get; init; }

    /// <summary>Runs, with consecutive seeds; the maps are the first one's.</summary>
    public required int Seeds { get; init; }

    /// <summary>Calibration of the chip.</summary>
    public required CalibrationChoice Calibration { get; init; }

    /// <summary>Host threads.</summary>
    public required int Threads { get; init; }

    public async Task<object> MakeAsync(FigureFolder folder, TextWriter log, CancellationToken token)
    {
        DataSet data = Settings.LoadData();
        CalibrationFile? calibration = await Calibration.ResolveAsync(Settings.Chip, Settings.Recipe(), log, terminal: false, token);
        var curves = new List<double[]>();
        var test = new List<double>();
        double[][] maxima = [];
        string chip = "";
        for (int s = 0; s < Seeds; s++)
        {
            TrainSettings settings = Settings with { Seed = Settings.Seed + (ulong)s };
            await using OpenSubstrate open = await settings.OpenAsync(settings.Chip, calibration, Threads, log.WriteLine, token);
            var trainer = new Trainer(settings.Recipe(), open.Substrate, data.Training, data.Validation, settings.Seed, Threads);
            var curve = new double[trainer.Recipe.Epochs];
            for (int e = 0; e < curve.Length; e++)
            {
                curve[e] = (await trainer.RunEpochAsync(null, token)).ValidationAccuracy;
            }
            curves.Add(curve);
            test.Add((await trainer.EvaluateAsync(data.Test, EvaluationSet.Test, token)).Accuracy);
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {settings.Seed}: validation {100 * curve[^1]:F2} %, test {100 * test[^1]:F2} %"));
            maxima = s == 0 ? await trainer.ScoresAsync(data.Validation, token) : maxima;
            chip = open.Description;
        }
        return Write(folder, log, data, curves, test, maxima, chip);
    }

    private object Write(FigureFolder folder, TextWriter log, DataSet data, List<double[]> curves, List<double> test, double[][] maxima, string chip)
    {
        (double Mean, double Sd)[] spread = [.. Enumerable.Range(0, curves[0].Length).Select(e => Spread([.. curves.Select(c => c[e])]))];
        (double Mean, double Sd) tested = Spread(test);
        folder.WriteCsv("-maps", ["x", "y", "label", .. data.Classes.Select(name => $"max_membrane_{name}")], data.Validation.Select((sample, k) =>
            (IReadOnlyList<double?>)[sample.Features[0], sample.Features[1], sample.Label, .. maxima[k].Select(v => (double?)v)]));
        folder.WriteCsv("-curve", ["epoch", "mean_validation_accuracy", "sd_validation_accuracy",
            .. curves.Select((_, s) => $"seed_{Settings.Seed + (ulong)s}")], spread.Select((p, e) =>
            (IReadOnlyList<double?>)[e + 1, p.Mean, p.Sd, .. curves.Select(c => (double?)c[e])]));
        folder.WriteSvg("-maps", PlotStyle.Row(MapWidth, MapHeight, [.. data.Classes.Select((name, j) => Map(name, j, data.Validation, maxima))]));
        folder.WriteSvg("-curve", PlotStyle.Svg(Curve(spread, curves.Count), CurveWidth / 2, CurveHeight));
        TrainingRecipe recipe = Settings.Recipe();
        string caption = string.Create(CultureInfo.InvariantCulture, $"Figure 2. EventProp in the loop on Yin-Yang; {chip}. {recipe.Hidden} hidden LIF neurons (τ_m {recipe.HiddenParameters.MembraneTimeConstantUs} µs, τ_s {recipe.HiddenParameters.SynapticTimeConstantUs} µs), 3 leaky-integrator read-outs on the host, cross-entropy over {recipe.LogitScale} max_t V, Adam {recipe.LearningRate} × {recipe.LearningRateDecay} per epoch, batch {recipe.BatchSize}, {recipe.Epochs} epochs, {data.Training.Length} samples. Maps: maximum membrane over time of each output, in thresholds, at the {data.Validation.Length} validation points, seed {Settings.Seed}. Curve: validation accuracy, mean and standard deviation over {curves.Count} seeds from {Settings.Seed} on; test accuracy {100 * tested.Mean:F2} ± {100 * tested.Sd:F2} %.");
        folder.WriteCaption(caption);
        log.WriteLine(caption);
        return new
        {
            figure = 2, chip, seeds = curves.Count, epochs = recipe.Epochs, validation_accuracy = spread[^1].Mean, validation_sd = spread[^1].Sd,
            test_accuracy = tested.Mean, test_sd = tested.Sd,
        };
    }

    private static PlotModel Map(string name, int output, Sample[] points, double[][] maxima)
    {
        PlotModel model = PlotStyle.Model($"Output {name}", "x", "y");
        model.PlotType = PlotType.Cartesian;
        foreach (Axis axis in model.Axes)
        {
            (axis.Minimum, axis.Maximum, axis.MajorGridlineStyle) = (-0.02, 1.02, LineStyle.None);
        }
        // One scale for all three, so that they can be compared.
        model.Axes.Add(new LinearColorAxis
        {
            Position = AxisPosition.Right, Palette = OxyPalettes.Viridis(200), Title = "max membrane / threshold", AxisTitleDistance = 14,
            Minimum = Math.Floor(maxima.Min(scores => scores.Min())), Maximum = maxima.Max(scores => scores.Max()),
        });
        var series = new ScatterSeries { MarkerType = MarkerType.Circle, MarkerSize = 4 };
        series.Points.AddRange(points.Select((p, k) => new ScatterPoint(p.Features[0], p.Features[1], value: maxima[k][output])));
        model.Series.Add(series);
        return model;
    }

    private static PlotModel Curve((double Mean, double Sd)[] spread, int seeds)
    {
        PlotModel model = PlotStyle.Model("Validation accuracy", "epoch", "accuracy / %");
        var band = new AreaSeries
        {
            Title = $"± standard deviation, {seeds} seeds", Fill = OxyColor.FromAColor(60, PlotStyle.Colours[0]), StrokeThickness = 0, Color = OxyColors.Transparent,
        };
        band.Points.AddRange(spread.Select((p, e) => new DataPoint(e + 1, 100 * (p.Mean + p.Sd))));
        band.Points2.AddRange(spread.Select((p, e) => new DataPoint(e + 1, 100 * (p.Mean - p.Sd))));
        model.Series.Add(band);
        model.Series.Add(PlotStyle.Line("mean", 0, spread.Select((p, e) => (e + 1.0, 100 * p.Mean))));
        (model.Axes[0].MinimumMajorStep, model.Axes[0].MinimumMinorStep) = (1, 1);
        double lowest = spread.Min(p => 100 * (p.Mean - p.Sd));
        (model.Axes[1].Minimum, model.Axes[1].Maximum) = (Math.Max(0, Math.Min(lowest - 1, 90)), 100);
        return model;
    }

    private static (double Mean, double Sd) Spread(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return (mean, values.Count < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1)));
    }
}
