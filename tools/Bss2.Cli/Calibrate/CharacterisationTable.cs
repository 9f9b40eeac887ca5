using System.Text.Json.Nodes;
using Bss2.Calibration.Characterise;
using Bss2.Calibration.Routines;

namespace Bss2.Cli.Calibrate;

/// <summary>A characterisation in a line per quantity, over usable circuits.</summary>
/// <param name="Name">Quantity; its name ends in its unit.</param>
/// <param name="Count">Usable circuits that showed it.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Spread">Standard deviation, errors included.</param>
/// <param name="Error">Root mean square of the standard errors.</param>
internal sealed record CharacterisationTable(string Name, int Count, double Mean, double Spread, double Error)
{
    public static IReadOnlyList<CharacterisationTable> Rows(Characterisation found) => [.. found.Quantities.Select(entry =>
    {
        Measured[] seen = [.. entry.Value.Where((m, i) => m is not null && found.Usable[i]).Select(m => m!.Value)];
        double mean = seen.Select(m => m.Value).DefaultIfEmpty().Average();
        return new CharacterisationTable(entry.Key, seen.Length, mean, Root(seen.Select(m => m.Value - mean)), Root(seen.Select(m => m.Error)));
    })];

    public static JsonObject Json(Characterisation found) => new(Rows(found).Select(row => KeyValuePair.Create(row.Name, (JsonNode?)new JsonObject
    {
        ["circuits"] = row.Count, ["mean"] = row.Mean, ["sigma"] = row.Spread, ["error"] = row.Error,
    })));

    private static double Root(IEnumerable<double> values) => Math.Sqrt(values.Select(v => v * v).DefaultIfEmpty().Average());
}
