using System.Globalization;
using System.Net;
using System.Text;
using Bss2.Cli.Train;
using Bss2.Network;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Runs;

/// <summary>report.html and the plots: one self-contained page per run, equal for equal command lines.</summary>
internal static class RunReport
{
    private const int MapPoints = 41;

    private const string Head = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        + "<title>bss2 run</title><style>body{font:16px sans-serif;max-width:44em;margin:1em auto;padding:0 1em}svg{max-width:100%;height:auto;"
        + "background:#fff}td,th{padding:.2em 1em .2em 0;text-align:left}code{overflow-wrap:anywhere}"
        + "@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}}</style>";

    public static async Task WriteAsync(RunFolder folder, RunManifest run, DataSet data, Trainer trainer, OpenSubstrate open,
        IReadOnlyList<EpochReport> reports, CancellationToken token)
    {
        SpikeLedger ledger = trainer.Ledger; // of training and evaluation, before the pictures are drawn
        bool yinYang = run.Settings.Data is null;
        var plots = new List<(string Name, string Svg)> { ("learning-curve", Plots.LearningCurve(reports)) };
        if (data.Features.Count == 2)
        {
            Sample[] points = Grid(yinYang ? YinYang.Inside : (_, _) => true);
            double[][] scores = await trainer.ScoresAsync(points, token);
            int sign = trainer.Recipe.Loss == LossKind.Max ? 1 : -1;
            (double, double, int)[] map =
                [.. points.Zip(scores, (p, s) => (p.Features[0], p.Features[1], Array.IndexOf(s, sign * s.Max(v => sign * v))))];
            plots.Add(("decision-map", Plots.DecisionMap(map, MapPoints, data)));
        }
        IReadOnlyList<TimedSpike[]> raster = await trainer.RasterAsync(yinYang ? new([0.3, 0.6], 0) : data.Validation[0], token);
        plots.Add(("raster", Plots.Raster(raster, [trainer.Recipe.Inputs, trainer.Recipe.Hidden, data.Classes.Count], trainer.Recipe.WindowUs)));
        var html = new StringBuilder(Head).Append($"<h1>{WebUtility.HtmlEncode(yinYang ? "Yin-Yang" : data.Name)} in the loop</h1>");
        Table(html, ["", ""],
        [
            ["test accuracy", Percent(run.TestAccuracy)], ["validation accuracy", Percent(run.ValidationAccuracy)],
            ["epochs", Text(run.EpochsDone)], ["chip", run.Chip + (run.ReducedModel ? " (reduced model)" : "")],
            ["die identity", run.DieIdentity], ["seed", Text(run.Seed)], ["loss", run.Settings.Loss], ["adjoint", run.Settings.Adjoint],
            ["calibration", run.Calibration is { } c ? $"{c.Method}, target {c.Target}; {Text(c.UsableCircuits)} usable circuits, "
                + $"{Text(run.CircuitsAvoided ?? 0)} unusable ones passed over" : "none: codes of the ideal die"], ["settings' hash", run.ConfigHash], ["CADC words read", Text(run.CadcWordsRead)], ["MADC words read", Text(run.MadcWordsRead)],
        ]);
        html.Append("<p>Run it again: <code>bss2 ").Append(WebUtility.HtmlEncode(string.Join(' ', run.CommandLine))).Append("</code>");
        foreach ((string name, string svg) in plots)
        {
            AtomicFile.WriteText(Path.Combine(folder.Location, name + ".svg"), svg);
            html.Append(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..]);
        }
        html.Append("<h2>Confusion</h2><p>Rows: true class; columns: answer.");
        Table(html, ["", .. data.Classes, "none"], run.Confusion!.Select((row, c) => (string[])[data.Classes[c], .. row.Select(n => Text(n))]));
        html.Append("<h2>Spike ledger</h2><p>At each stage: in = delivered + losses").Append(ledger.Closes ? "; it closes." : "; IT DOES NOT CLOSE.");
        Table(html, ["stage", "in", "delivered", "losses"], ledger.Stages.Select(s => (string[])[s.Name, Text(s.In), Text(s.Delivered),
            s.LossesVisible ? string.Join("; ", s.Losses.Select(l => $"{l.Key}: {Text(l.Value)}")) : "not visible from here"]));
        if (run.Timing.Energy is { } energy)
        {
            html.Append("<h2>Energy</h2>");
            Table(html, ["", "best value and bounds"],
            [
                ["per inference", Text(energy.PerInferenceJ)], ["per spike", Text(energy.PerSpikeJ)], ["all in all", Text(energy.TotalJ)],
                ["chip time", string.Create(CultureInfo.InvariantCulture, $"{energy.ChipS:G4} s, {energy.Inferences} inferences, {energy.Spikes} spikes")],
            ]);
            html.Append("<p>Assumes: ").Append(WebUtility.HtmlEncode(string.Join("; ", energy.Assumptions))).Append('.');
        }
        if (run.Diagnostics is { Count: > 0 } diagnostics)
        {
            html.Append("<h2>What the emulator had to say</h2>");
            Table(html, ["", "what", "times", "first"], diagnostics.Select(d => (string[])[d.Kind, d.Name, Text(d.Count), d.First]));
        }
        if (open.Chip?.Placement is { } placement)
        {
            html.Append("<h2>Placement</h2>");
            Table(html, ["resource", "used", "of"], placement.Usage.Select(u => (string[])[u.Resource, Text(u.Used), Text(u.Available)]));
        }
        AtomicFile.WriteText(Path.Combine(folder.Location, "report.html"), html.ToString());
    }

    private static Sample[] Grid(Func<double, double, bool> inside) =>
    [
        .. from i in Enumerable.Range(0, MapPoints * MapPoints)
           let x = i % MapPoints / (MapPoints - 1.0)
           let y = i / MapPoints / (MapPoints - 1.0)
           where inside(x, y)
           select new Sample([x, y], 0),
    ];

    private static void Table(StringBuilder html, string[] head, IEnumerable<string[]> rows)
    {
        html.Append("<table><tr><th>").AppendJoin("<th>", head.Select(WebUtility.HtmlEncode));
        foreach (string[] row in rows)
        {
            html.Append("<tr><td>").AppendJoin("<td>", row.Select(WebUtility.HtmlEncode));
        }
        html.Append("</table>");
    }

    private static string Percent(double? fraction) => string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:F2} %");

    private static string Text(EnergyBounds? bounds) => bounds?.ToString() ?? "unknown";

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
