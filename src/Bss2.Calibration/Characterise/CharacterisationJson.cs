using System.Text.Json;
using System.Text.Json.Nodes;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Store;
using Bss2.Hal.Coordinates;
using Bss2.Runtime;
using static Bss2.Calibration.Store.JsonEnvelope;

namespace Bss2.Calibration.Characterise;

/// <summary>Characterisations as JSON text: an envelope around columns over the circuits.</summary>
public static class CharacterisationJson
{
    /// <summary>Name of the format.</summary>
    public const string Format = "bss2-characterisation";

    /// <summary>Version that this program writes.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonEnvelope s_envelope = new(Format, CurrentVersion, "characterisation",
        "Characterise the chip again with bss2 calibrate --characterise.");

    private static readonly JsonSerializerOptions s_usage = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, IgnoreReadOnlyProperties = true,
    };

    /// <summary>Text; the same characterisation always gives the same.</summary>
    public static string Write(Characterisation file)
    {
        var quantities = new JsonObject();
        foreach ((string name, IReadOnlyList<Measured?> values) in file.Quantities.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            quantities[name] = new JsonArray([.. values.Select(m => m is { } seen ? (JsonNode)seen.Value : null)]);
            quantities[name + Quantity.ErrorSuffix] = new JsonArray([.. values.Select(m => m is { } seen ? (JsonNode)seen.Error : null)]);
        }
        return s_envelope.Wrap(new()
        {
            ["chip"] = new JsonObject { ["identity"] = file.ChipIdentity, ["name"] = file.ChipName },
            ["calibration_key"] = file.CalibrationKey,
            ["circuits"] = CircuitRanges.Format(file.Circuits.Select(circuit => circuit.Value)),
            ["unusable"] = CircuitRanges.Format(file.Circuits.Where((_, i) => !file.Usable[i]).Select(circuit => circuit.Value)),
            ["quantities"] = quantities,
            ["usage"] = JsonSerializer.SerializeToNode(file.Usage, s_usage),
        });
    }

    /// <summary>A characterisation from text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it comes from, for messages.</param>
    /// <exception cref="InvalidDataException">It is none, of another version, or damaged; the message says which.</exception>
    public static Characterisation Read(string text, string place)
    {
        JsonObject body = s_envelope.Open(text, place);
        try
        {
            AtomicNeuron[] circuits = [.. CircuitRanges.Parse(Need(body, "circuits").GetValue<string>()).Select(i => new AtomicNeuron(i))];
            HashSet<int> unusable = [.. CircuitRanges.Parse(Need(body, "unusable").GetValue<string>())];
            JsonObject quantities = Need(body, "quantities").AsObject();
            return new()
            {
                ChipIdentity = Need(Need(body, "chip"), "identity").GetValue<string>(),
                ChipName = Need(Need(body, "chip"), "name").GetValue<string>(),
                CalibrationKey = Need(body, "calibration_key").GetValue<string>(),
                Circuits = circuits,
                Usable = [.. circuits.Select(circuit => !unusable.Contains(circuit.Value))],
                Quantities = quantities.Select(entry => entry.Key).Where(name => quantities.ContainsKey(name + Quantity.ErrorSuffix))
                    .ToDictionary(name => name, name => Column(quantities, name, circuits.Length)),
                Usage = Need(body, "usage").Deserialize<ChipUsage>(s_usage)!,
            };
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{place}: this is a characterisation, but {e.Message}", e);
        }
    }

    private static IReadOnlyList<Measured?> Column(JsonObject quantities, string name, int count)
    {
        double?[] values = Numbers(Need(quantities, name)), errors = Numbers(Need(quantities, name + Quantity.ErrorSuffix));
        return values.Length == count && errors.Length == count
            ? [.. values.Zip(errors, (value, error) => value is { } v && error is { } e ? new Measured(v, e) : (Measured?)null)]
            : throw new FormatException($"{name} has {values.Length} values and {errors.Length} errors for {count} circuits.");
    }

    private static double?[] Numbers(JsonNode json) => [.. json.AsArray().Select(v => v?.GetValue<double>())];
}
