using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Bss2.Cli.Tables;

/// <summary>The table of dies as Markdown, CSV and JSON.</summary>
internal static class DieTableText
{
    public static string Markdown(IReadOnlyDictionary<DieCell, DieResult> results, DieTableSettings settings)
    {
        int?[] dies = [.. results.Keys.Select(cell => cell.Die).Distinct().OrderBy(die => die ?? -1)];
        var text = new StringBuilder("Test accuracy, %");
        text.Append(settings.Chip.Faults is { } faults ? $"; broken on purpose: {faults.Name}" : "")
            .Append("\n\n| loss | hidden | weights from | calibration |");
        text.AppendJoin("", dies.Select(die => die is { } n ? string.Create(CultureInfo.InvariantCulture, $" die {n} |") : " ideal |"))
            .Append(" mean of dies | worst die |\n|---|---:|---|---|")
            .Append(string.Concat(Enumerable.Repeat("---:|", dies.Length + 2))).Append('\n');
        foreach (IGrouping<(string, int, bool, string), KeyValuePair<DieCell, DieResult>> row in Rows(results))
        {
            (string loss, int hidden, bool transfer, string calibration) = row.Key;
            text.Append(CultureInfo.InvariantCulture, $"| {loss} | {hidden} | {(transfer ? "the ideal die" : "this die")} | {calibration} |");
            foreach (int? die in dies)
            {
                double? accuracy = row.Where(cell => cell.Key.Die == die).Select(cell => (double?)cell.Value.Accuracy).FirstOrDefault();
                text.Append(' ').Append(Percent(accuracy)).Append(" |");
            }
            double[] all = [.. row.Where(cell => cell.Key.Die is not null).Select(cell => cell.Value.Accuracy)];
            text.Append(CultureInfo.InvariantCulture, $" {Percent(all.Length > 0 ? all.Average() : null)} | {Percent(all.Length > 0 ? all.Min() : null)} |\n");
        }
        return text.ToString();
    }

    public static string Csv(IReadOnlyDictionary<DieCell, DieResult> results)
    {
        var text = new StringBuilder("loss,hidden,weights_from,die,calibration,test_accuracy,circuits_avoided\n");
        foreach ((DieCell cell, DieResult result) in results)
        {
            string die = cell.Die?.ToString(CultureInfo.InvariantCulture) ?? "ideal";
            text.Append(CultureInfo.InvariantCulture, $"{cell.Loss},{cell.Hidden},{(cell.IsTransfer ? "ideal" : die)},{die},{cell.Calibration},{result.Accuracy:R},{result.CircuitsAvoided}\n");
        }
        return text.ToString();
    }

    public static JsonObject Json(IReadOnlyDictionary<DieCell, DieResult> results, DieTableSettings settings) => new()
    {
        ["command_line"] = new JsonArray([.. settings.CommandLine.Select(word => (JsonNode)word)]), ["seed"] = settings.Seed,
        ["faults"] = settings.Chip.Faults?.Name, ["out"] = settings.Out, ["cells_done"] = results.Count, ["cells"] = settings.Cells().Count(),
        ["rows"] = new JsonArray([.. Rows(results).Select(row =>
        {
            double[] all = [.. row.Where(cell => cell.Key.Die is not null).Select(cell => cell.Value.Accuracy)];
            return (JsonNode)new JsonObject
            {
                ["loss"] = row.Key.Loss, ["hidden"] = row.Key.Hidden, ["weights_from"] = row.Key.IsTransfer ? "ideal" : "same",
                ["calibration"] = row.Key.Calibration,
                ["dies"] = new JsonObject(row.Select(cell => KeyValuePair.Create(cell.Key.Die?.ToString(CultureInfo.InvariantCulture) ?? "ideal",
                    (JsonNode?)cell.Value.ToJson()))),
                ["mean"] = all.Length > 0 ? all.Average() : null, ["worst"] = all.Length > 0 ? all.Min() : null, ["n"] = all.Length,
            };
        })]),
    };

    private static IEnumerable<IGrouping<(string Loss, int Hidden, bool IsTransfer, string Calibration), KeyValuePair<DieCell, DieResult>>> Rows(
        IReadOnlyDictionary<DieCell, DieResult> results) =>
        results.GroupBy(cell => (cell.Key.Loss, cell.Key.Hidden, cell.Key.IsTransfer, cell.Key.Die is null ? "ideal" : cell.Key.Calibration));

    private static string Percent(double? fraction) => (100 * fraction)?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
}
