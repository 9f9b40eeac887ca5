using System.Globalization;
using Bss2.Baselines;
using Bss2.Cli.Plotting;
using OxyPlot;

namespace Bss2.Cli.Figures;

/// <summary>Figure 4: surrogate gradient, EventProp and the closed form on the same grid.</summary>
internal static class Figure4
{
    private const double LowestWeight = 3, HighestWeight = 10, WeightStep = 0.05;
    private const int Width = 720, Height = 400;

    // The paper's step and a fine one; α from soft to sharp (SuperSpike's usual range).
    private static readonly double[] s_steps = [0.5, 0.01];
    private static readonly double[] s_alphas = [10, 50, 150];

    private delegate (double TimeUs, double ByWeight)? Estimator(double weight, double stepUs);

    public static object Make(FigureFolder folder, TextWriter log)
    {
        double[] weights = [.. Enumerable.Range(0, (int)Math.Round((HighestWeight - LowestWeight) / WeightStep) + 1)
            .Select(k => LowestWeight + WeightStep * k)];
        double[] closed = [.. weights.Select(w => SingleNeuron.Closed(w)!.Value.ByWeight)];
        (string Name, Estimator At)[] estimators =
        [
            ("EventProp (Euler)", SingleNeuron.Euler),
            .. s_alphas.Select(alpha => (Name("spike bin", alpha), (Estimator)((w, dt) => SurrogateFirstSpike.Differentiate(
                SingleNeuron.Parameters, w, dt, SingleNeuron.WindowUs, alpha, SpikeTimeDecoder.SpikeBin)))),
            (Name("counted", s_alphas[1]), (w, dt) => SurrogateFirstSpike.Differentiate(
                SingleNeuron.Parameters, w, dt, SingleNeuron.WindowUs, s_alphas[1], SpikeTimeDecoder.CountedSilence)),
        ];
        var columns = new List<string> { "weight", "closed_gradient_us" };
        var values = new List<double?[]>();
        var summary = new List<object>();
        var plots = new List<PlotModel>();
        foreach (double dt in s_steps)
        {
            PlotModel model = PlotStyle.Model(string.Create(CultureInfo.InvariantCulture, $"Gradient estimators, dt = {dt} µs"), "weight w", "dL/dw / µs");
            for (int e = 0; e < estimators.Length; e++)
            {
                double?[] gradient = [.. weights.Select(w => estimators[e].At(w, dt)?.ByWeight)];
                columns.Add(string.Create(CultureInfo.InvariantCulture, $"dt {dt} µs: {estimators[e].Name}").Replace(',', ';'));
                values.Add(gradient);
                model.Series.Add(PlotStyle.Line(estimators[e].Name, e + 1, Enumerable.Range(0, weights.Length)
                    .Where(k => gradient[k] is not null).Select(k => (weights[k], gradient[k]!.Value)), LineStyle.Dash));
                summary.Add(new
                {
                    estimator = estimators[e].Name, dt_us = dt,
                    mean_relative_error = Enumerable.Range(0, weights.Length).Where(k => gradient[k] is not null)
                        .Average(k => Math.Abs(gradient[k]!.Value / closed[k] - 1)),
                });
            }
            model.Series.Add(PlotStyle.Line("closed form", 0, weights.Select((w, k) => (w, closed[k]))));
            (model.Axes[1].Minimum, model.Axes[1].Maximum) = (-3.5, 0.2);
            plots.Add(model);
        }
        folder.WriteCsv("", columns, weights.Select((w, k) => (IReadOnlyList<double?>)[w, closed[k], .. values.Select(v => v[k])]));
        folder.WriteSvg("", PlotStyle.Stack(Width, Height, plots));
        string caption = $"Figure 4. Figure 1's neuron: SuperSpike surrogate gradients against the Euler EventProp pair and the closed form, all in double precision on the same grid of dt = {string.Join(" and ", s_steps.Select(s => s.ToString(CultureInfo.InvariantCulture)))} µs. The spike-bin decoder lacks the factor 1/V'; the counted decoder tends to the closed form for fine grids and sharp kernels.";
        folder.WriteCaption(caption);
        log.WriteLine(caption);
        return new { figure = 4, estimators = summary };
    }

    private static string Name(string kind, double alpha) => string.Create(CultureInfo.InvariantCulture, $"{kind}, α {alpha}");
}
