using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bss2.Cli.Plotting;
using Bss2.Cli.Runs;
using OxyPlot;

namespace Bss2.Cli.Tables;

/// <summary>The virtual wafer as Markdown, CSV, JSON and yield curve.</summary>
/// <param name="source">Die of the training.</param>
/// <param name="home">Test accuracy there.</param>
/// <param name="dies">The others.</param>
internal sealed class WaferTable(int source, double home, IReadOnlyList<WaferResult> dies)
{
    private const int Width = 760, Height = 420;

    private static readonly (string Name, Func<WaferResult, double> Of)[] s_ways =
        [("uncalibrated", r => r.Raw), ("calibrated", r => r.Calibrated), ("calibrated and tuned in the loop", r => r.Tuned)];

    // Accuracies at which yield is stated.
    private static readonly double[] s_levels = [0.90, 0.93, 0.95, 0.96, 0.97];

    public string Markdown()
    {
        var text = new StringBuilder(Text($"Weights trained on die {source} (test accuracy there {100 * home:F1} %), deployed on {dies.Count} dies never seen.\n\n"))
            .Append("| deployed | mean | worst die | ").AppendJoin(" | ", s_levels.Select(level => Text($"yield at {100 * level:F0} %"))).Append(" |\n|---|---:|---:|")
            .Append(string.Concat(s_levels.Select(_ => "---:|"))).Append('\n');
        foreach ((string name, Func<WaferResult, double> of) in dies.Count == 0 ? [] : s_ways)
        {
            text.Append(Text($"| {name} | {100 * dies.Average(of):F1} | {100 * dies.Min(of):F1} | "))
                .AppendJoin(" | ", s_levels.Select(level => Text($"{100 * Yield(of, level):F0} %"))).Append(" |\n");
        }
        return text.ToString();
    }

    public string Csv()
    {
        var text = new StringBuilder("die,raw,calibrated,tuned,circuits_avoided\n");
        foreach (WaferResult r in dies)
        {
            text.Append(Text($"{r.Die},{r.Raw:R},{r.Calibrated:R},{r.Tuned:R},{r.CircuitsAvoided}\n"));
        }
        return text.ToString();
    }

    public JsonObject Json(WaferSettings settings) => new()
    {
        ["command_line"] = new JsonArray([.. settings.CommandLine.Select(word => (JsonNode)word)]), ["source"] = source, ["source_accuracy"] = home,
        ["tune_epochs"] = settings.TuneEpochs, ["dies"] = JsonSerializer.SerializeToNode(dies, RunManifest.SnakeCase),
        ["yield"] = new JsonArray([.. dies.Count == 0 ? [] : s_ways.Select(way => (JsonNode)new JsonObject
        {
            ["deployed"] = way.Name, ["mean"] = dies.Average(way.Of), ["worst"] = dies.Min(way.Of),
            ["at"] = new JsonObject(s_levels.Select(level => KeyValuePair.Create(Text($"{level:F2}"), (JsonNode?)Yield(way.Of, level)))),
        })]),
    };

    public string Svg()
    {
        PlotModel model = PlotStyle.Model(Text($"Yield of {dies.Count} dies with the weights of die {source}"), "test accuracy / %", "share of dies that reach it / %");
        for (int w = 0; w < s_ways.Length; w++)
        {
            model.Series.Add(PlotStyle.Line(s_ways[w].Name, w, Enumerable.Range(0, 141).Select(k => 30 + k / 2.0).Select(x => (x, 100 * Yield(s_ways[w].Of, x / 100)))));
        }
        return PlotStyle.Svg(model, Width, Height);
    }

    private double Yield(Func<WaferResult, double> of, double level) => dies.Count == 0 ? 0 : (double)dies.Count(r => of(r) >= level - 1e-12) / dies.Count;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
