using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bss2.Calibration;
using Bss2.Calibration.Characterise;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Store;
using Bss2.Calibration.Summary;

namespace Bss2.Cli.Calibrate;

/// <summary>What came out of a calibration, as JSON, text and a self-contained page.</summary>
/// <param name="Summary">Numbers.</param>
/// <param name="Emulated">Whether the chip was an emulator.</param>
/// <param name="WallSeconds">Host time per routine, of this invocation only.</param>
/// <param name="TotalWallSeconds">Host time of this invocation.</param>
/// <param name="Drift">Changes since an earlier calibration; empty without one.</param>
/// <param name="Characterised">The circuits measured once more, if that was wanted.</param>
internal sealed record CalibrationReport(CalibrationSummary Summary, bool Emulated, IReadOnlyDictionary<int, double> WallSeconds,
    double TotalWallSeconds, IReadOnlyList<DriftRow> Drift, Characterisation? Characterised)
{
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    /// <summary>What a method that does not see a quantity says of it.</summary>
    public const string Missing = "not seen by this method: from spikes, potentials count from the leak";

    /// <summary>Quantities that every report has, seen or not (the command's contract).</summary>
    public static IReadOnlyList<string> Contract { get; } = ["leak", "reset", "threshold", "tau_mem", "tau_syn_exc", "tau_syn_inh"];

    private CalibrationFile File => Summary.File;

    /// <summary>Unit of a quantity's values.</summary>
    public static string UnitOf(QuantityChange q) => q.Name switch
    {
        _ when q.Name.EndsWith("_us", StringComparison.Ordinal) => "µs",
        _ when q.Name.EndsWith("_lsb", StringComparison.Ordinal) => "CADC LSB",
        Quantity.ThresholdDistance => "V above leak",
        Quantity.ResetShare => "threshold distances above leak",
        _ => "model weight per unit",
    };

    /// <summary>What was wanted, if all circuits aim at the same.</summary>
    public static double? Target(QuantityChange q) => q.Targets.Distinct().Count() == 1 ? q.Targets[0] : null;

    /// <summary>Mean over the circuits that showed it.</summary>
    public static double MeanAfter(QuantityChange q) => q.After.OfType<double>().DefaultIfEmpty(double.NaN).Average();

    /// <summary>A line per quantity, for people.</summary>
    public IEnumerable<string> Lines()
    {
        yield return "quantity       sigma before   sigma after   after/before   mean        target      unit";
        foreach (QuantityChange q in Summary.Result.Quantities)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{q.Key,-14} {q.SigmaBefore,12:G4}   {q.SigmaAfter,11:G4}   {q.Ratio,12:F3}   {MeanAfter(q),-9:G4}   {Target(q),-9:G4}   {UnitOf(q)}");
        }
        foreach (DriftRow row in Drift)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"drift of {row.Name}: {row.Mean:+0.###;-0.###;0} ± {row.Deviation:0.###} {row.Unit}, at most {row.Largest:0.###} ({row.Count} circuits)");
        }
    }

    /// <summary>The object that --json prints and report.json holds.</summary>
    public JsonObject Json(CalibrateSettings settings, string stored, string reportPath) => new()
    {
        ["method"] = File.Method, ["target"] = File.Target.Name, ["chip"] = File.ChipName, ["chip_identity"] = File.ChipIdentity,
        ["emulated"] = Emulated, ["die"] = settings.Chip.Die, ["seed"] = settings.Seed, ["circuits"] = File.Circuits.Count,
        ["yield"] = Summary.Result.Yield, ["good"] = Summary.Count(CircuitVerdict.Good), ["limited"] = Named(CircuitVerdict.Limited),
        ["dead"] = Named(CircuitVerdict.Dead),
        ["quantities"] = new JsonObject(Contract.Union(Summary.Result.Quantities.Select(q => q.Key)).Select(key =>
            KeyValuePair.Create(key, (JsonNode?)Spread(Summary.Result.Quantities.FirstOrDefault(q => q.Key == key))))),
        ["cadc_words_read"] = File.State.Usage.CadcWordsRead, ["madc_words_read"] = File.State.Usage.MadcWordsRead,
        ["spikes_read"] = File.State.Usage.SpikesRead, ["chip_time_s"] = File.State.Usage.ChipSeconds, ["wall_s"] = TotalWallSeconds,
        ["routines"] = new JsonArray([.. File.State.Reports.Select((r, i) => (JsonNode)Routine(r, i))]),
        ["drift"] = new JsonArray([.. Drift.Select(row => (JsonNode)new JsonObject
        {
            ["name"] = row.Name, ["unit"] = row.Unit, ["circuits"] = row.Count, ["mean"] = row.Mean, ["sigma"] = row.Deviation,
            ["largest"] = row.Largest,
        })]),
        ["characterisation"] = Characterised is null ? null : CharacterisationTable.Json(Characterised), ["key"] = File.Key,
        ["file"] = stored, ["report"] = reportPath,
    };

    /// <summary>What manifest.json holds: all but its timing is a function of the command line.</summary>
    public JsonObject Manifest(CalibrateSettings settings) => new()
    {
        ["format_version"] = 1, ["command_line"] = new JsonArray([.. settings.CommandLine.Select(w => (JsonNode)w)]),
        ["config_hash"] = File.Key, ["seed"] = settings.Seed, ["chip"] = File.ChipName, ["die_identity"] = File.ChipIdentity,
        ["versions"] = new JsonObject
        {
            ["bss2"] = typeof(CalibrationReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                ?? "unknown",
            ["dotnet"] = Environment.Version.ToString(), ["calibration_format"] = CalibrationJson.CurrentVersion,
        },
        ["method"] = File.Method, ["target"] = File.Target.Name, ["status"] = "done", ["yield"] = Summary.Result.Yield,
        ["cadc_words_read"] = File.State.Usage.CadcWordsRead, ["madc_words_read"] = File.State.Usage.MadcWordsRead,
        ["spikes_read"] = File.State.Usage.SpikesRead, ["chip_time_s"] = File.State.Usage.ChipSeconds,
        ["timing"] = new JsonObject { ["wall_s"] = TotalWallSeconds },
    };

    /// <summary>Pictures by file name.</summary>
    public IReadOnlyList<(string Name, string Svg)> Plots() =>
        [("histograms", CalibrationPlots.Histograms(Summary.Result.Quantities)), ("chip-map", ChipMapPlot.Svg(Summary))];

    /// <summary>The self-contained page.</summary>
    public string Html(CalibrateSettings settings, IReadOnlyList<(string Name, string Svg)> plots) => CalibrationPage.Write(this, settings, plots);

    private string Named(CircuitVerdict verdict) =>
        CircuitRanges.Format(File.Circuits.Where((_, i) => Summary.Verdicts[i] == verdict).Select(circuit => circuit.Value));

    private static JsonObject Spread(QuantityChange? q) => q is null
        ? new() { ["sigma_before"] = null, ["sigma_after"] = null, ["ratio"] = null, ["missing"] = Missing }
        : new()
        {
            ["sigma_before"] = Number(q.SigmaBefore), ["sigma_after"] = Number(q.SigmaAfter), ["ratio"] = Number(q.Ratio),
            ["mean_after"] = Number(MeanAfter(q)), ["target"] = Target(q), ["residual_rms"] = Number(q.ResidualRms), ["unit"] = UnitOf(q),
            ["circuits"] = q.After.Count(v => v is not null), ["source"] = q.Name,
        };

    private static double? Number(double value) => double.IsFinite(value) ? value : null;

    private JsonObject Routine(RoutineReport r, int number) => new()
    {
        ["name"] = r.Routine, ["version"] = r.Version, ["measurements"] = r.Measurements, ["chip_s"] = r.ChipSeconds,
        ["wall_s"] = WallSeconds.TryGetValue(number, out double wall) ? wall : null,
        ["failed"] = CircuitRanges.Format(File.Circuits.Where((_, i) => !r.Success[i]).Select(circuit => circuit.Value)),
        ["at_boundary"] = r.AtBoundary, ["residual_rms"] = r.ResidualRms, ["residual_unit"] = r.ResidualUnit,
    };
}
