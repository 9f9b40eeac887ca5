using System.Globalization;
using System.Net;
using System.Text;
using Bss2.Calibration.Store;
using Bss2.Calibration.Summary;

namespace Bss2.Cli.Calibrate;

/// <summary>report.html of a calibration: opens from disk, refers to nothing outside.</summary>
internal static class CalibrationPage
{
    private const string Head = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        + "<title>bss2 calibration</title><style>body{font:16px sans-serif;max-width:54em;margin:1em auto;padding:0 1em}svg{max-width:100%;"
        + "height:auto;background:#fff}td,th{padding:.2em 1em .2em 0;text-align:left;vertical-align:top}code{overflow-wrap:anywhere}"
        + "@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}}</style>";

    public static string Write(CalibrationReport report, CalibrateSettings settings, IReadOnlyList<(string Name, string Svg)> plots)
    {
        CalibrationSummary summary = report.Summary;
        CalibrationFile file = summary.File;
        var html = new StringBuilder(Head).Append("<h1>Calibration</h1>");
        Table(html, ["", ""],
        [
            ["chip", file.ChipName + (report.Emulated ? " (an emulator, not a board)" : "")], ["die identity", file.ChipIdentity],
            ["target", file.Target.Name], ["method", file.Method],
            ["yield", $"{F(100 * summary.Result.Yield, "F1")} % of {file.Circuits.Count} circuits"],
            ["CADC words read", F(file.State.Usage.CadcWordsRead)], ["MADC words read", F(file.State.Usage.MadcWordsRead)],
            ["spikes read", F(file.State.Usage.SpikesRead)], ["chip time", F(file.State.Usage.ChipSeconds, "F2") + " s"],
            ["key", file.Key],
        ]);
        html.Append("<p>Run it again: <code>bss2 ").Append(WebUtility.HtmlEncode(string.Join(' ', settings.CommandLine))).Append("</code>");
        html.Append("<h2>Spread of the circuits</h2><p>Standard deviation without the outermost 5 % of the circuits; before: all cells at "
            + "the median of the calibrated codes.");
        Table(html, ["quantity", "before", "after", "after/before", "mean after", "target", "unit"], [
            .. CalibrationReport.Contract.Except(summary.Result.Quantities.Select(q => q.Key)).Select(key =>
                (string[])[key, CalibrationReport.Missing, "", "", "", "", ""]),
            .. summary.Result.Quantities.Select(q => (string[])[q.Key, F(q.SigmaBefore, "G4"), F(q.SigmaAfter, "G4"), F(q.Ratio, "F3"),
                F(CalibrationReport.MeanAfter(q), "G4"), F(CalibrationReport.Target(q), "G4"), CalibrationReport.UnitOf(q)]),
        ]);
        foreach ((_, string svg) in plots)
        {
            html.Append("<p>").Append(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..]);
        }
        Masked(html, summary);
        html.Append("<h2>Routines</h2><p>Chip time is what the programs took on the chip; host time is of the session that ran the routine.");
        Table(html, ["routine", "version", "measurements", "chip time / s", "host time / s", "failed", "at an end of the range", "residual (rms)"],
            file.State.Reports.Select((r, i) => (string[])[r.Routine, F(r.Version), F(r.Measurements), F(r.ChipSeconds, "F2"),
                report.WallSeconds.TryGetValue(i, out double wall) ? F(wall, "F1") : "–", F(r.Success.Count(s => !s)), F(r.AtBoundary),
                r.ResidualRms is { } rms ? F(rms, "G3") + " " + r.ResidualUnit : "–"]));
        if (report.Characterised is { } characterised)
        {
            html.Append("<h2>Characterisation</h2><p>Usable circuits measured once more, from spikes; error: root mean square of "
                + "the standard errors.");
            Table(html, ["quantity", "circuits", "mean", "spread", "error"], CharacterisationTable.Rows(characterised).Select(row =>
                (string[])[row.Name, F(row.Count), F(row.Mean, "G4"), F(row.Spread, "G3"), F(row.Error, "G3")]));
        }
        if (report.Drift.Count > 0)
        {
            html.Append("<h2>Drift since ").Append(WebUtility.HtmlEncode(settings.Compare)).Append("</h2>");
            Table(html, ["cell or quantity", "circuits", "mean change", "spread", "largest", "unit"], report.Drift.Select(row =>
                (string[])[row.Name, F(row.Count), F(row.Mean, "G4"), F(row.Deviation, "G4"), F(row.Largest, "G4"), row.Unit]));
        }
        return html.Append("</html>\n").ToString();
    }

    private static void Masked(StringBuilder html, CalibrationSummary summary)
    {
        CalibrationFile file = summary.File;
        (int Index, string Routine)[] masked = [.. Enumerable.Range(0, file.Circuits.Count)
            .Where(i => summary.Verdicts[i] != CircuitVerdict.Good).Select(i => (i, summary.FailedAt(i)!))];
        html.Append(CultureInfo.InvariantCulture, $"<h2>Dead and limited circuits</h2><p>{masked.Length} circuits are masked; placements avoid them.");
        if (masked.Length > 0)
        {
            Table(html, ["verdict", "first failed in", "number", "circuits"], masked.GroupBy(m => (Verdict: summary.Verdicts[m.Index], m.Routine))
                .OrderByDescending(group => group.Key.Verdict).ThenByDescending(group => group.Count()).Select(group => (string[])[
                    group.Key.Verdict.ToString().ToLowerInvariant(), group.Key.Routine, F(group.Count()),
                    CircuitRanges.Format(group.Select(m => file.Circuits[m.Index].Value))]));
        }
    }

    private static void Table(StringBuilder html, string[] head, IEnumerable<string[]> rows)
    {
        html.Append("<table><tr><th>").AppendJoin("<th>", head.Select(WebUtility.HtmlEncode));
        foreach (string[] row in rows)
        {
            html.Append("<tr><td>").AppendJoin("<td>", row.Select(WebUtility.HtmlEncode));
        }
        html.Append("</table>");
    }

    private static string F(IFormattable? value, string? format = null) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
