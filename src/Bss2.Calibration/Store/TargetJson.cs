using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bss2.Calibration.Targets;
using Bss2.Hal.Coordinates;

namespace Bss2.Calibration.Store;

/// <summary>Targets as JSON: a name, and aims with the circuits they are for. The same form is the file that a user writes.</summary>
public static class TargetJson
{
    private static readonly (string Name, Func<CircuitAim, double> Get, Func<CircuitAim, double, CircuitAim> Set)[] s_fields =
    [
        ("leak_lsb", aim => aim.LeakLsb, (aim, v) => aim with { LeakLsb = v }),
        ("reset_lsb", aim => aim.ResetLsb, (aim, v) => aim with { ResetLsb = v }),
        ("threshold_lsb", aim => aim.ThresholdLsb, (aim, v) => aim with { ThresholdLsb = v }),
        ("tau_mem_us", aim => aim.MembraneTauUs, (aim, v) => aim with { MembraneTauUs = v }),
        ("tau_syn_us", aim => aim.SynapticTauUs, (aim, v) => aim with { SynapticTauUs = v }),
    ];

    /// <summary>A target as JSON.</summary>
    public static JsonObject Write(CalibrationTarget target)
    {
        var aims = new JsonArray();
        foreach (IGrouping<CircuitAim, int> group in Enumerable.Range(0, target.Circuits.Count).GroupBy(i => target.Circuits[i]))
        {
            var aim = new JsonObject { ["circuits"] = CircuitRanges.Format(group) };
            foreach ((string name, Func<CircuitAim, double> get, _) in s_fields)
            {
                aim[name] = get(group.Key);
            }
            aims.Add((JsonNode)aim);
        }
        return new() { ["name"] = target.Name, ["aims"] = aims };
    }

    /// <summary>A target from JSON.</summary>
    /// <param name="json">The object.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="InvalidDataException">Something is missing, unknown or out of range; the message names it.</exception>
    public static CalibrationTarget Read(JsonNode? json, string place)
    {
        try
        {
            if (json is not JsonObject target)
            {
                throw new InvalidDataException($"{place}: a target is an object with a name and a list of aims.");
            }
            var circuits = new CircuitAim?[AtomicNeuron.Count];
            foreach (JsonNode? entry in target["aims"]?.AsArray() ?? [])
            {
                JsonObject fields = JsonEnvelope.Value(entry).AsObject();
                CircuitAim aim = ReadAim(fields, place);
                foreach (int circuit in CircuitRanges.Parse(fields["circuits"]?.GetValue<string>() ?? "0-511"))
                {
                    circuits[circuit] = aim;
                }
            }
            int missing = Array.IndexOf(circuits, null);
            if (missing >= 0)
            {
                throw new InvalidDataException($"{place}: no aim is given for circuit {missing}.");
            }
            var result = new CalibrationTarget { Name = target["name"]?.GetValue<string>() ?? "custom", Circuits = [.. circuits.Select(aim => aim!)] };
            result.Validate();
            return result;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"{place}: {e.Message}", e);
        }
    }

    /// <summary>A target from a file that a user wrote.</summary>
    /// <exception cref="InvalidDataException">The file is no target.</exception>
    public static CalibrationTarget ReadFile(string path)
    {
        try
        {
            return Read(JsonNode.Parse(File.ReadAllText(path)), path);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no JSON: {e.Message}", e);
        }
    }

    private static CircuitAim ReadAim(JsonObject fields, string place)
    {
        foreach ((string name, _) in fields)
        {
            if (name != "circuits" && s_fields.All(field => field.Name != name))
            {
                throw new InvalidDataException($"{place}: an aim has no field {name}; it has circuits, {string.Join(", ", s_fields.Select(f => f.Name))}.");
            }
        }
        if (fields["tau_mem_us"] is null || fields["tau_syn_us"] is null)
        {
            throw new InvalidDataException($"{place}: every aim needs tau_mem_us and tau_syn_us.");
        }
        var aim = new CircuitAim { MembraneTauUs = 1, SynapticTauUs = 1 };
        foreach ((string name, _, Func<CircuitAim, double, CircuitAim> set) in s_fields)
        {
            if (fields[name] is { } value)
            {
                aim = set(aim, Convert.ToDouble(value.GetValue<JsonElement>().GetDouble(), CultureInfo.InvariantCulture));
            }
        }
        return aim;
    }
}
