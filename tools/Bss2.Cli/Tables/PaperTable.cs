using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bss2.Cli.Plotting;
using Bss2.Cli.Runs;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Bss2.Cli.Tables;

/// <summary>Table 1 as Markdown, CSV, JSON and picture, out of the cells that are done.</summary>
internal sealed class PaperTable(IReadOnlyList<PaperRow> rows, IReadOnlyList<(PaperCell Cell, PaperResult Result)> cells)
{
    private const int Width = 900, Height = 560;

    /// <summary>A row's figures, %: mean, sample standard deviation (0 for one cell), cells, words per sample.</summary>
    private sealed record Summary(PaperRow Row, double Mean, double Deviation, double Least, int Count, double SpikeWords, double CadcWords, int Batch);

    private IEnumerable<Summary> Summaries() => rows.Select(row => (Row: row, Of: cells.Where(c => c.Cell.Row == row).Select(c => c.Result).ToList()))
        .Where(r => r.Of.Count > 0).Select(r =>
        {
            double[] percent = [.. r.Of.Select(result => 100 * result.Accuracy)];
            double mean = percent.Average(), square = percent.Sum(p => (p - mean) * (p - mean));
            return new Summary(r.Row, mean, percent.Length > 1 ? Math.Sqrt(square / (percent.Length - 1)) : 0, percent.Min(), percent.Length,
                r.Of.Average(result => result.SpikeWords), r.Of.Average(result => result.CadcWords), r.Of[0].BatchSize);
        });

    public string Markdown()
    {
        var text = new StringBuilder("Test accuracy on Yin-Yang, %: mean ± standard deviation over seeds (simulation) or calibrated dies (emulated chip). "
            + "Words: read from the chip per sample, hence times the batch size per gradient.\n\n"
            + "| gradient | substrate | loss | | this project | least | n | paper | goal | spikes / sample | CADC words / sample | samples / gradient |\n"
            + "|---|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (Summary s in Summaries())
        {
            string paper = s.Row.Paper is var (mean, deviation) ? Text($"{mean:F1} ± {deviation:F1}") : "none";
            string words = s.Row.IsOnChip ? Text($"{s.SpikeWords:F1} | {s.CadcWords:F1}") : "– | –";
            text.Append(Text($"| {s.Row.Gradient} | {s.Row.Substrate} | {s.Row.Loss} | {s.Row.Note} | {s.Mean:F2} ± {s.Deviation:F2} | {s.Least:F1} | {s.Count} | {paper} | {(s.Mean >= s.Row.Goal ? "✓" : "✗")} {s.Row.Goal:F1} | {words} | {s.Batch} |\n"));
        }
        return text.ToString();
    }

    public string Csv()
    {
        var text = new StringBuilder("row,gradient,substrate,loss,mean,sd,least,n,paper_mean,paper_sd,goal,spikes_per_sample,cadc_words_per_sample,samples_per_gradient\n");
        foreach (Summary s in Summaries())
        {
            text.Append(Text($"{s.Row.Name},{s.Row.Gradient},{s.Row.Substrate},{s.Row.Loss},{s.Mean:R},{s.Deviation:R},{s.Least:R},{s.Count},{s.Row.Paper?.Mean:R},{s.Row.Paper?.Deviation:R},{s.Row.Goal:R},{s.SpikeWords:R},{s.CadcWords:R},{s.Batch}\n"));
        }
        return text.ToString();
    }

    public string CellsCsv()
    {
        var text = new StringBuilder("row,number,test_accuracy,validation_accuracy,epochs,spikes_per_sample,cadc_words_per_sample,config_hash,identity,calibration_sha256\n");
        foreach ((PaperCell cell, PaperResult r) in cells)
        {
            text.Append(Text($"{cell.Row.Name},{cell.Number},{r.Accuracy:R},{r.ValidationAccuracy:R},{r.Epochs},{r.SpikeWords:R},{r.CadcWords:R},{r.ConfigHash},{r.Identity},{r.Calibration}\n"));
        }
        return text.ToString();
    }

    public JsonObject Json(PaperTableSettings settings) => new()
    {
        ["command_line"] = new JsonArray([.. settings.CommandLine.Select(word => (JsonNode)word)]), ["versions"] = Versions(),
        ["seeds"] = settings.Seeds, ["dies"] = new JsonArray([.. settings.Dies.Select(die => (JsonNode)die)]),
        ["cells_done"] = cells.Count, ["cells"] = settings.Cells().Count(),
        ["rows"] = new JsonArray([.. Summaries().Select(s => (JsonNode)new JsonObject
        {
            ["row"] = s.Row.Name, ["gradient"] = s.Row.Gradient, ["substrate"] = s.Row.Substrate, ["loss"] = s.Row.Loss, ["note"] = s.Row.Note,
            ["mean"] = s.Mean, ["sd"] = s.Deviation, ["n"] = s.Count, ["least"] = s.Least, ["paper"] = s.Row.Paper?.Mean, ["paper_sd"] = s.Row.Paper?.Deviation,
            ["goal"] = s.Row.Goal, ["spikes_per_sample"] = s.SpikeWords, ["cadc_words_per_sample"] = s.CadcWords, ["samples_per_gradient"] = s.Batch,
            ["cells"] = new JsonArray([.. cells.Where(c => c.Cell.Row == s.Row).Select(c => (JsonNode)new JsonObject
            {
                [s.Row.IsOnChip ? "die" : "seed"] = c.Cell.Number, ["test_accuracy"] = c.Result.Accuracy,
                ["config_hash"] = c.Result.ConfigHash, ["identity"] = c.Result.Identity, ["calibration_sha256"] = c.Result.Calibration,
            })]),
        })]),
    };

    public string Svg()
    {
        Summary[] all = [.. Summaries().Reverse()];
        PlotModel model = PlotStyle.Model("Yin-Yang, Table 1", "test accuracy / %", "");
        model.Axes[1] = new CategoryAxis { Position = AxisPosition.Left, GapWidth = 1 };
        ((CategoryAxis)model.Axes[1]).Labels.AddRange(all.Select(s => s.Row.Name));
        model.Series.Add(Dots("this project", 0, 0.12, all.Select((s, k) => ((double)k, s.Mean, s.Deviation))));
        model.Series.Add(Dots("paper", 1, -0.12, all.Select((s, k) => (Place: (double)k, s.Row.Paper)).Where(s => s.Paper is not null)
            .Select(s => (s.Place, s.Paper!.Value.Mean, s.Paper.Value.Deviation))));
        return PlotStyle.Svg(model, Width, Height);
    }

    private static ScatterErrorSeries Dots(string title, int colour, double shift, IEnumerable<(double Place, double Mean, double Deviation)> points)
    {
        var series = new ScatterErrorSeries
        {
            Title = title, MarkerType = MarkerType.Circle, MarkerSize = 4, MarkerFill = PlotStyle.Colours[colour], ErrorBarColor = PlotStyle.Colours[colour],
        };
        series.Points.AddRange(points.Select(p => new ScatterErrorPoint(p.Mean, p.Place + shift, 2 * p.Deviation, 0)));
        return series;
    }

    private static JsonObject Versions() =>
        new(RunManifest.CurrentVersions.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
