using System.Globalization;
using Bss2.Cli.Plotting;
using OxyPlot;

namespace Bss2.Cli.Figures;

/// <summary>Figure 1: spike time and gradient against weight; the Euler pair converges to the closed form as dt falls.</summary>
internal static class Figure1
{
    private const double LowestWeight = 3, HighestWeight = 10, WeightStep = 0.1;
    private const int Width = 720, Height = 380;

    // The paper's coarse steps and six finer ones; the regression leaves out the two that are no longer small against τ = 6 µs.
    private static readonly double[] s_steps = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];
    private static readonly double[] s_shown = [1, 0.5, 0.2, 0.05];
    private const int FirstInRegression = 2;

    public static object Make(FigureFolder folder, TextWriter log)
    {
        double[] weights = [.. Enumerable.Range(0, (int)Math.Round((HighestWeight - LowestWeight) / WeightStep) + 1)
            .Select(k => LowestWeight + WeightStep * k)];
        (double TimeUs, double ByWeight)[] closed = [.. weights.Select(w => SingleNeuron.Closed(w)!.Value)];
        (double TimeUs, double ByWeight)[] exact = [.. weights.Select(w => SingleNeuron.Exact(w)!.Value)];
        double exactError = weights.Select((_, k) => Math.Abs(exact[k].ByWeight / closed[k].ByWeight - 1)).Max();
        var euler = new (double TimeUs, double ByWeight)?[s_steps.Length][];
        var errors = new (double Mean, double Maximum, double TimeUs)[s_steps.Length];
        for (int s = 0; s < s_steps.Length; s++)
        {
            euler[s] = [.. weights.Select(w => SingleNeuron.Euler(w, s_steps[s]))];
            int[] spiking = [.. Enumerable.Range(0, weights.Length).Where(k => euler[s][k] is not null)];
            double[] relative = [.. spiking.Select(k => Math.Abs(euler[s][k]!.Value.ByWeight / closed[k].ByWeight - 1))];
            errors[s] = (relative.Average(), relative.Max(), spiking.Average(k => Math.Abs(euler[s][k]!.Value.TimeUs - closed[k].TimeUs)));
        }
        double order = Regression.Slope([.. s_steps[FirstInRegression..].Select(dt => Math.Log(dt))], [.. errors[FirstInRegression..].Select(e => Math.Log(e.Mean))]);
        folder.WriteCsv("-curves", ["weight", "closed_time_us", "closed_gradient_us", "exact_gradient_us", .. s_steps.SelectMany(Columns)],
            weights.Select((w, k) => (IReadOnlyList<double?>)[w, closed[k].TimeUs, closed[k].ByWeight, exact[k].ByWeight,
                .. euler.SelectMany(e => (double?[])[e[k]?.TimeUs, e[k]?.ByWeight])]));
        folder.WriteCsv("-errors", ["dt_us", "mean_relative_gradient_error", "max_relative_gradient_error", "mean_time_error_us"],
            s_steps.Select((dt, s) => (IReadOnlyList<double?>)[dt, errors[s].Mean, errors[s].Maximum, errors[s].TimeUs]));
        folder.WriteSvg("", PlotStyle.Stack(Width, Height,
            [SetUp(), Curves(weights, closed, euler, time: true), Curves(weights, closed, euler, time: false), Convergence(errors, order)]));
        string caption = string.Create(CultureInfo.InvariantCulture, $"Figure 1. One LIF neuron, τ_m = τ_s = {SingleNeuron.TauUs} µs, threshold 1, one input spike of weight w at t = 0, L = t_post. Explicit-Euler forward and reverse-Euler adjoint (spike times on the grid) against the closed form, {weights.Length} weights in [{LowestWeight}, {HighestWeight}]. Mean relative gradient error ~ dt^{order:F3} (regression over dt ≤ {s_steps[FirstInRegression]} µs); event-driven engine against the closed form: at most {exactError:E1}.");
        folder.WriteCaption(caption);
        log.WriteLine(caption);
        return new
        {
            figure = 1, order, exact_max_relative_error = exactError,
            errors = s_steps.Select((dt, s) => new { dt_us = dt, mean = errors[s].Mean, max = errors[s].Maximum, time_us = errors[s].TimeUs }),
        };
    }

    private static string[] Columns(double step)
    {
        string dt = step.ToString("R", CultureInfo.InvariantCulture);
        return [$"euler_{dt}_time_us", $"euler_{dt}_gradient_us"];
    }

    private static PlotModel SetUp()
    {
        PlotModel model = PlotStyle.Model("One neuron, one input spike", "time / µs", "membrane / threshold");
        int colour = 0;
        foreach (double weight in (double[])[2.5, 3, 4, 6])
        {
            double end = SingleNeuron.Closed(weight)?.TimeUs ?? 20;
            model.Series.Add(PlotStyle.Line(string.Create(CultureInfo.InvariantCulture, $"w = {weight}"), colour++, Enumerable.Range(0, 201)
                .Select(k => k * end / 200).Select(t => (t, weight * t / SingleNeuron.TauUs * Math.Exp(-t / SingleNeuron.TauUs)))));
        }
        model.Series.Add(PlotStyle.Line("threshold", 6, [(0, 1), (20, 1)], LineStyle.Dash));
        return model;
    }

    private static PlotModel Curves(double[] weights, (double TimeUs, double ByWeight)[] closed, (double TimeUs, double ByWeight)?[][] euler,
        bool time)
    {
        PlotModel model = time ? PlotStyle.Model("Spike time", "weight w", "t_post / µs") : PlotStyle.Model("Gradient", "weight w", "dL/dw / µs");
        double Value((double TimeUs, double ByWeight) point) => time ? point.TimeUs : point.ByWeight;
        for (int c = 0; c < s_shown.Length; c++)
        {
            int s = Array.IndexOf(s_steps, s_shown[c]);
            model.Series.Add(PlotStyle.Line(string.Create(CultureInfo.InvariantCulture, $"dt {s_shown[c]} µs"), c + 1,
                Enumerable.Range(0, weights.Length).Where(k => euler[s][k] is not null).Select(k => (weights[k], Value(euler[s][k]!.Value))),
                LineStyle.Dash));
        }
        model.Series.Add(PlotStyle.Line("closed form", 0, weights.Select((w, k) => (w, Value(closed[k])))));
        return model;
    }

    private static PlotModel Convergence((double Mean, double Maximum, double TimeUs)[] errors, double order)
    {
        PlotModel model = PlotStyle.LogLog(string.Create(CultureInfo.InvariantCulture, $"Error of the gradient ~ dt^{order:F2}"), "dt / µs", "relative error");
        model.Series.Add(PlotStyle.Line("mean", 0, s_steps.Select((dt, s) => (dt, errors[s].Mean))));
        model.Series.Add(PlotStyle.Line("maximum", 1, s_steps.Select((dt, s) => (dt, errors[s].Maximum))));
        return model;
    }
}
