using System.Globalization;
using Bss2.Calibration;
using Bss2.Calibration.Characterise;
using Bss2.Calibration.Store;
using Bss2.Calibration.Targets;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;
using Bss2.Cli.Plotting;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using OxyPlot;

namespace Bss2.Cli.Figures;

/// <summary>
/// Figure 3: Figure 1's experiment on calibrated circuits of a chip. Spike times are observed; the gradient follows from them with nominal
/// parameters, and with those of the circuits' characterisation.
/// </summary>
internal sealed class Figure3
{
    // Some more are calibrated than are shown: a calibration may not call all of them usable.
    private const int Shown = 50, Calibrated = 64, Rows = 12, Width = 720, Height = 380;

    /// <summary>Weights count from here on: 1.3 times the smallest with which the nominal neuron fires.</summary>
    private const double Margin = 1.3;

    // Just above e, where the closed form begins, infinitely steep.
    private const double SteepestShown = 2.9;

    // Half the usual distance from leak to threshold: a single event reaches it without driving the input far into saturation.
    private static readonly CalibrationTarget s_target = CalibrationTarget.Uniform("figure3",
        new() { MembraneTauUs = SingleNeuron.TauUs, SynapticTauUs = SingleNeuron.TauUs, ThresholdLsb = 115 });

    // From all over the chip: circuits of one CapMem block share errors of gain that do not average out.
    private static readonly AtomicNeuron[] s_circuits = [.. Enumerable.Range(0, Calibrated).Select(i => new AtomicNeuron(i * AtomicNeuron.Count / Calibrated))];

    private static readonly double[] s_weights = [2.5, 2.75, 3, 3.25, Margin * Math.E, 4, 4.5, 5, 6, 7];

    private static readonly CircuitNeuron s_nominal = new(SingleNeuron.TauUs, SingleNeuron.TauUs, 1, 0);

    public required ChipSettings Chip { get; init; }

    public string? Cache { get; init; }

    /// <summary>Presentations of every weight.</summary>
    public int Trials { get; init; } = 20;

    public required ulong Seed { get; init; }

    /// <summary>What was seen of one weight.</summary>
    /// <param name="Weight">w.</param>
    /// <param name="Times">[circuit]: mean spike time; NaN where fewer than half of the trials spiked.</param>
    /// <param name="Nominal">[circuit]: mean over trials of the gradient with nominal parameters.</param>
    /// <param name="Characterised">[circuit]: with those of the circuit; NaN where it has none or should not fire.</param>
    /// <param name="Expected">[circuit]: the closed form with those.</param>
    private sealed record Point(double Weight, double[] Times, double[] Nominal, double[] Characterised, double[] Expected)
    {
        public double ClosedTimeUs => s_nominal.TimeUs(Weight);

        public double ClosedGradient => s_nominal.ByWeight(Weight, ClosedTimeUs);

        public int Spiking => Times.Count(double.IsFinite);

        public double Bias => Mean(Nominal) / ClosedGradient - 1;

        /// <summary>Mean difference between estimate and closed form over its standard error, over circuits.</summary>
        public double Z
        {
            get
            {
                double[] d = [.. Characterised.Zip(Expected, (a, b) => a - b).Where(double.IsFinite)];
                return d.Length < 3 ? double.NaN : d.Average() / (Deviation(d) / Math.Sqrt(d.Length));
            }
        }
    }

    public async Task<object> MakeAsync(FigureFolder folder, TextWriter log, CancellationToken token)
    {
        (CalibrationFile calibration, Characterisation found) = await CircuitsAsync(log, token);
        Point[] points = await MeasureAsync(calibration, found, token);
        Point[] counted = [.. points.Where(p => p.Weight >= Margin * Math.E - 1e-9)];
        double bias = counted.MaxBy(p => Math.Abs(p.Bias))!.Bias, z = counted.Max(p => Math.Abs(p.Z)),
            silent = 1 - (double)counted.Sum(p => p.Spiking) / (Shown * counted.Length);
        folder.WriteCsv("-summary", ["weight", "spiking_circuits", "closed_time_us", "mean_time_us", "sem_time_us", "closed_gradient_us", "nominal_gradient_us",
            "sem_nominal_us", "nominal_bias", "characterised_gradient_us", "expected_gradient_us", "characterised_z"], points.Select(p => (IReadOnlyList<double?>)
            [p.Weight, p.Spiking, Finite(p.ClosedTimeUs), Finite(Mean(p.Times)), Finite(Error(p.Times)), Finite(p.ClosedGradient), Finite(Mean(p.Nominal)),
                Finite(Error(p.Nominal)), Finite(p.Bias), Finite(Mean(p.Characterised)), Finite(Mean(p.Expected)), Finite(p.Z)]));
        folder.WriteCsv("-circuits", ["weight", "circuit", "time_us", "nominal_gradient_us", "characterised_gradient_us", "expected_gradient_us"],
            points.SelectMany(p => Enumerable.Range(0, Shown).Select(n => (IReadOnlyList<double?>)
                [p.Weight, n, Finite(p.Times[n]), Finite(p.Nominal[n]), Finite(p.Characterised[n]), Finite(p.Expected[n])])));
        folder.WriteSvg("", PlotStyle.Stack(Width, Height, [Picture("Spike time", "t_post / µs", points, p => p.Times, s_nominal.TimeUs),
            Gradients("Gradient, nominal parameters", points, p => p.Nominal), Gradients("Gradient, characterised parameters", points, p => p.Characterised)]));
        string caption = Caption(counted, bias, z, silent);
        folder.WriteCaption(caption);
        log.WriteLine(caption);
        return new
        {
            figure = 3, die = Chip.Die, circuits = Shown, trials = Trials, nominal_bias = bias, characterised_z_max = z, silent_share = silent,
            weights = points.Select(p => new
            {
                weight = p.Weight, spiking = p.Spiking, closed_gradient_us = Finite(p.ClosedGradient), nominal_gradient_us = Finite(Mean(p.Nominal)),
                sem_us = Finite(Error(p.Nominal)), bias = Finite(p.Bias), z = Finite(p.Z),
            }),
        };
    }

    private async Task<(CalibrationFile, Characterisation)> CircuitsAsync(TextWriter log, CancellationToken token)
    {
        CalibrationStore store = CalibrationCache.For(Chip, CalibrationCache.Seed, Cache);
        await using IPlaybackExecutor chip = await Chip.OpenAsync(CalibrationCache.Seed, token);
        var maker = new CalibrationMaker(store, log, terminal: false);
        CalibrationMethod method = CalibrationMethod.Named.First(m => m.Name == CalibrationChoice.DefaultMethod);
        CalibrationFile file = await maker.MakeAsync(chip, new(method, s_target, s_circuits), anew: false, token);
        return (file, await maker.FindCharacterisationAsync(chip, file, token));
    }

    private async Task<Point[]> MeasureAsync(CalibrationFile calibration, Characterisation found, CancellationToken token)
    {
        CircuitAim aim = s_target.Circuits[0];
        var layer = new LifLayer("circuits", Shown, SingleNeuron.Parameters with { RefractoryUs = 2 * SingleNeuron.TauUs });
        var options = new PlacementOptions { RowsPerInput = Rows, Circuits = calibration.Table() };
        await using var chip = new ChipSubstrate(new ChipSession(await Chip.OpenAsync(Seed, token), expected: Chip.Expected), options);
        double perUnit = 1 / OperatingPoint.For(layer).UnitsPerModelWeight;
        var inputs = new SpikeBatch(1, [.. Enumerable.Range(0, Trials).Select(_ => new[] { new TimedSpike(0, 0) })]);
        var points = new List<Point>();
        for (int k = 0; k < s_weights.Length; k++)
        {
            double w = s_weights[k], units = w >= Math.E ? s_nominal.Units(w, aim.ThresholdVolts, 63 * Rows) : w / aim.GainPerUnit;
            if (!double.IsFinite(units))
            {
                continue;
            }
            NetworkSnapshot network = new()
            {
                InputSize = 1, Layers = [layer], WindowUs = 4 * SingleNeuron.TauUs,
                Projections = [new(Projection.Input, 0, 1, Shown, [.. Enumerable.Repeat(Math.Round(units) * perUnit, Shown)])],
            };
            RecordedBatch record = await chip.RunAsync(network, inputs, (ulong)k, token);
            points.Add(Of(w, record, n => Of(found, chip.Placement!.Circuit(0, n), aim.GainPerUnit)));
        }
        return [.. points];
    }

    private static CircuitNeuron? Of(Characterisation found, AtomicNeuron circuit, double gainPerUnit)
    {
        int i = Enumerable.Range(0, found.Circuits.Count).FirstOrDefault(k => found.Circuits[k] == circuit, -1);
        return i < 0 ? null : CircuitNeuron.Of(found, i, gainPerUnit);
    }

    private static Point Of(double weight, RecordedBatch record, Func<int, CircuitNeuron?> neuron)
    {
        var seen = new List<double>[Shown];
        for (int n = 0; n < Shown; n++)
        {
            seen[n] = [];
        }
        for (int s = 0; s < record.Count; s++)
        {
            foreach (TimedSpike spike in record.Spikes(s, 0))
            {
                seen[spike.Source].Add(spike.TimeUs);
            }
        }
        var point = new Point(weight, new double[Shown], new double[Shown], new double[Shown], new double[Shown]);
        for (int n = 0; n < Shown; n++)
        {
            CircuitNeuron? own = neuron(n);
            bool fires = 2 * seen[n].Count >= record.Count;
            double expected = own?.TimeUs(weight) ?? double.NaN;
            point.Times[n] = fires ? seen[n].Average() : double.NaN;
            point.Nominal[n] = fires ? seen[n].Average(t => s_nominal.ByWeight(weight, t)) : double.NaN;
            point.Characterised[n] = fires && double.IsFinite(expected) ? seen[n].Average(t => own!.ByWeight(weight, t)) : double.NaN;
            point.Expected[n] = fires && double.IsFinite(expected) ? own!.ByWeight(weight, expected) : double.NaN;
        }
        return point;
    }

    private static double Closed(double weight) => weight > Math.E ? s_nominal.ByWeight(weight, s_nominal.TimeUs(weight)) : double.NaN;

    private static PlotModel Picture(string title, string axis, Point[] points, Func<Point, double[]> values, Func<double, double> closed)
    {
        PlotModel model = PlotStyle.Model(title, "weight w", axis);
        for (int n = 0; n < Shown; n++)
        {
            var line = PlotStyle.Line("", 6, points.Select(p => (p.Weight, values(p)[n])).Where(p => double.IsFinite(p.Item2)));
            (line.StrokeThickness, line.Title) = (0.6, null);
            model.Series.Add(line);
        }
        model.Series.Add(PlotStyle.Line("mean of circuits", 1, points.Select(p => (p.Weight, Mean(values(p)))).Where(p => double.IsFinite(p.Item2)), LineStyle.Dash));
        model.Series.Add(PlotStyle.Line("closed form", 0, Enumerable.Range(0, 100).Select(k => SteepestShown + k * (s_weights[^1] - SteepestShown) / 99).Select(w => (w, closed(w)))));
        return model;
    }

    // Circuits about to fall silent have gradients without bound: the axis ends at twice the closed form's steepest.
    private static PlotModel Gradients(string title, Point[] points, Func<Point, double[]> values)
    {
        PlotModel model = Picture(title, "dL/dw / µs", points, values, Closed);
        (model.Axes[1].Minimum, model.Axes[1].Maximum) = (2 * Closed(SteepestShown), 1);
        return model;
    }

    // Student's t with 49 degrees of freedom: P(|t| > 3) = 0.0042.
    private string Caption(Point[] counted, double bias, double z, double silent) => string.Create(CultureInfo.InvariantCulture, $"Figure 3. {Shown} circuits of die {Chip.Die}, calibrated by spikes to τ_m = τ_s = {SingleNeuron.TauUs} µs, one input spike of weight w, {Trials} trials; weight units compensate the data sheet's saturation. For w ≥ {Margin} times the smallest spiking weight: nominal parameters give the closed form's gradient to {Percent(bias)} % at worst ({string.Join(", ", counted.Select(p => string.Create(CultureInfo.InvariantCulture, $"w {p.Weight:F2}: {Percent(p.Bias)} %")))}), {100 * silent:F1} % of circuits were silent; characterised parameters are within {z:F1} standard errors over circuits of their closed form (a bound of 3 has a family-wise false-alarm rate of at most {100 * 0.0042 * counted.Length:F1} %).");

    private static string Percent(double share) => (Math.Round(100 * share, 1) + 0.0).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static double Mean(double[] values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }

    private static double Error(double[] values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length < 2 ? double.NaN : Deviation(finite) / Math.Sqrt(finite.Length);
    }
}
