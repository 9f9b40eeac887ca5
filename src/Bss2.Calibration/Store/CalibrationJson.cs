using System.Text.Json;
using System.Text.Json.Nodes;
using Bss2.Calibration.Routines;
using Bss2.Hal.Coordinates;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using static Bss2.Calibration.Store.JsonEnvelope;

namespace Bss2.Calibration.Store;

/// <summary>Calibrations as JSON text: an envelope with format, version and checksum around columns over the circuits.</summary>
public static class CalibrationJson
{
    /// <summary>Name of the format.</summary>
    public const string Format = "bss2-calibration";

    /// <summary>Version that this program writes.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonEnvelope s_envelope = new(Format, CurrentVersion, "calibration", "Remove it, or calibrate the chip again with bss2 calibrate --again.");

    private static readonly (int Row, string Name)[] s_rows =
    [
        (CircuitRow.Leak, "v_leak"), (CircuitRow.Reset, "v_reset"), (CircuitRow.Threshold, "v_threshold"),
        (CircuitRow.LeakBias, "i_bias_leak"), (CircuitRow.ResetBias, "i_bias_reset"),
        (CircuitRow.ExcitatoryTau, "i_bias_synin_exc_tau"), (CircuitRow.ExcitatoryShift, "i_bias_synin_exc_shift"),
        (CircuitRow.ExcitatoryGm, "i_bias_synin_exc_gm"), (CircuitRow.InhibitoryTau, "i_bias_synin_inh_tau"),
        (CircuitRow.InhibitoryShift, "i_bias_synin_inh_shift"), (CircuitRow.InhibitoryGm, "i_bias_synin_inh_gm"),
    ];

    private static readonly (string Name, Func<CircuitSettings, bool> Get, Func<CircuitSettings, CircuitSettings> Set)[] s_switches =
    [
        ("leak_multiply", s => s.LeakMultiply, s => s with { LeakMultiply = true }),
        ("leak_divide", s => s.LeakDivide, s => s with { LeakDivide = true }),
        ("excitatory_high_resistance", s => s.ExcitatoryHighResistance, s => s with { ExcitatoryHighResistance = true }),
        ("inhibitory_high_resistance", s => s.InhibitoryHighResistance, s => s with { InhibitoryHighResistance = true }),
    ];

    private static readonly JsonSerializerOptions s_usage = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, IgnoreReadOnlyProperties = true,
    };

    /// <summary>Name of a circuit's CapMem row in files and reports.</summary>
    /// <exception cref="ArgumentException">Calibrations do not set this row.</exception>
    public static string RowName(int row) => s_rows.FirstOrDefault(entry => entry.Row == row).Name
        ?? throw new ArgumentException($"Calibrations do not set CapMem row {row}.", nameof(row));

    /// <summary>Text of a calibration; the same calibration always gives the same text.</summary>
    public static string Write(CalibrationFile file)
    {
        CalibrationState state = file.State;
        var body = new JsonObject
        {
            ["chip"] = new JsonObject { ["identity"] = file.ChipIdentity, ["name"] = file.ChipName },
            ["method"] = file.Method,
            ["target"] = TargetJson.Write(file.Target),
            ["circuits"] = CircuitRanges.Format(file.Circuits.Select(circuit => circuit.Value)),
            ["routines"] = new JsonArray([.. file.Routines.Select(r => (JsonNode)new JsonObject { ["name"] = r.Name, ["version"] = r.Version })]),
            ["complete"] = file.IsComplete,
            ["unusable"] = Ranges(file.Circuits, state.Success, false),
            ["synapse_dac"] = Numbers(state.SynapseDac),
            ["cadc"] = state.Cadc is null ? null : CadcJson.Write(state.Cadc),
            ["codes"] = new JsonObject(s_rows.Select(row =>
                KeyValuePair.Create(row.Name, (JsonNode?)Numbers(state.Settings.Select(s => s.Codes[row.Row]))))),
            ["switches"] = new JsonObject(s_switches.Select(entry =>
                KeyValuePair.Create(entry.Name, (JsonNode?)Ranges(file.Circuits, [.. state.Settings.Select(entry.Get)], true)))),
            ["membrane_capacitor"] = Numbers(state.Settings.Select(s => s.MembraneCapacitor)),
            ["quantities"] = new JsonObject(state.Quantities.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry =>
                KeyValuePair.Create(entry.Key, (JsonNode?)new JsonArray([.. entry.Value.Select(v => v is { } d ? (JsonNode)d : null)])))),
            ["history"] = new JsonArray([.. state.Reports.Select(report => (JsonNode)WriteReport(file.Circuits, report))]),
            ["usage"] = JsonSerializer.SerializeToNode(state.Usage, s_usage),
        };
        return s_envelope.Wrap(body);
    }

    /// <summary>A calibration from text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it comes from, for messages.</param>
    /// <exception cref="InvalidDataException">It is no calibration, of another version, or damaged; the message says which.</exception>
    public static CalibrationFile Read(string text, string place)
    {
        JsonObject body = s_envelope.Open(text, place);
        try
        {
            AtomicNeuron[] circuits = [.. CircuitRanges.Parse(Need(body, "circuits").GetValue<string>()).Select(i => new AtomicNeuron(i))];
            RoutineVersion[] routines = [.. Need(body, "routines").AsArray().Select(r =>
                new RoutineVersion(Need(Value(r), "name").GetValue<string>(), Need(Value(r), "version").GetValue<int>()))];
            return new()
            {
                ChipIdentity = Need(Need(body, "chip"), "identity").GetValue<string>(),
                ChipName = Need(Need(body, "chip"), "name").GetValue<string>(),
                Method = Need(body, "method").GetValue<string>(),
                Target = TargetJson.Read(Need(body, "target"), place),
                Circuits = circuits,
                Routines = routines,
                State = new()
                {
                    Settings = ReadSettings(body, circuits),
                    SynapseDac = Column(Need(body, "synapse_dac"), CapMemBlock.Count, "synapse_dac"),
                    Cadc = body["cadc"] is { } cadc ? CadcJson.Read(cadc) : null,
                    Quantities = Need(body, "quantities").AsObject().ToDictionary(entry => entry.Key, entry => (IReadOnlyList<double?>)ReadQuantity(entry, circuits.Length)),
                    Reports = [.. Need(body, "history").AsArray().Select(report => ReadReport(Value(report), circuits))],
                    Usage = Need(body, "usage").Deserialize<ChipUsage>(s_usage)!,
                },
            };
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException or ArgumentException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{place}: this is a calibration, but {e.Message}", e);
        }
    }

    private static CircuitSettings[] ReadSettings(JsonObject body, AtomicNeuron[] circuits)
    {
        int[] capacitors = Column(Need(body, "membrane_capacitor"), circuits.Length, "membrane_capacitor");
        var codes = s_rows.Select(row => (row.Row, Values: Column(Need(Need(body, "codes"), row.Name), circuits.Length, row.Name))).ToArray();
        CircuitSettings[] settings = [.. circuits.Select((_, i) => new CircuitSettings
        {
            Codes = codes.ToDictionary(column => column.Row, column => column.Values[i]), MembraneCapacitor = capacitors[i],
        })];
        foreach ((string name, _, Func<CircuitSettings, CircuitSettings> set) in s_switches)
        {
            IReadOnlyList<int> on = CircuitRanges.Parse(Need(Need(body, "switches"), name).GetValue<string>());
            for (int i = 0; i < circuits.Length; i++)
            {
                settings[i] = on.Contains(circuits[i].Value) ? set(settings[i]) : settings[i];
            }
        }
        foreach (CircuitSettings s in settings)
        {
            if (s.Codes.Values.Any(code => code is < 0 or > Hal.Containers.CapMemCell.MaximumValue))
            {
                throw new FormatException($"a code lies outside 0..{Hal.Containers.CapMemCell.MaximumValue}.");
            }
        }
        return settings;
    }

    private static double?[] ReadQuantity(KeyValuePair<string, JsonNode?> entry, int count)
    {
        double?[] values = [.. Value(entry.Value).AsArray().Select(v => v?.GetValue<double>())];
        return values.Length == count ? values : throw new FormatException($"{entry.Key} has {values.Length} values for {count} circuits.");
    }

    private static JsonObject WriteReport(IReadOnlyList<AtomicNeuron> circuits, RoutineReport report) => new()
    {
        ["routine"] = report.Routine, ["version"] = report.Version, ["measurements"] = report.Measurements, ["chip_s"] = report.ChipSeconds,
        ["failed"] = Ranges(circuits, report.Success, false), ["at_boundary"] = report.AtBoundary, ["residual_rms"] = report.ResidualRms,
        ["residual_unit"] = report.ResidualUnit,
    };

    private static RoutineReport ReadReport(JsonNode json, AtomicNeuron[] circuits)
    {
        HashSet<int> failed = [.. CircuitRanges.Parse(Need(json, "failed").GetValue<string>())];
        return new()
        {
            Routine = Need(json, "routine").GetValue<string>(), Version = Need(json, "version").GetValue<int>(),
            Measurements = Need(json, "measurements").GetValue<int>(), ChipSeconds = Need(json, "chip_s").GetValue<double>(),
            Success = [.. circuits.Select(circuit => !failed.Contains(circuit.Value))], AtBoundary = Need(json, "at_boundary").GetValue<int>(),
            ResidualRms = json["residual_rms"]?.GetValue<double>(), ResidualUnit = Need(json, "residual_unit").GetValue<string>(),
        };
    }

    private static int[] Column(JsonNode json, int count, string name)
    {
        int[] values = [.. json.AsArray().Select(v => Value(v).GetValue<int>())];
        return values.Length == count ? values : throw new FormatException($"{name} has {values.Length} values; {count} are needed.");
    }

    private static JsonArray Numbers(IEnumerable<int> values) => new([.. values.Select(v => (JsonNode)v)]);

    private static string Ranges(IReadOnlyList<AtomicNeuron> circuits, IReadOnlyList<bool> mask, bool value) =>
        CircuitRanges.Format(circuits.Where((_, i) => mask[i] == value).Select(circuit => circuit.Value));
}
