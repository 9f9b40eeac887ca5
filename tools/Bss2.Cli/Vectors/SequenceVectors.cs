using System.Text.Json;
using Bss2.Hal.Containers;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Cli.Vectors;

/// <summary>
/// Checks a sequence of steps (init_sequence): each step's container, coordinate and settings give its messages.
/// </summary>
internal static class SequenceVectors
{
    /// <summary>Name and problem (null if it passed) of every step, or null if the file is of another kind.</summary>
    public static IReadOnlyList<(string Name, string? Problem)>? Check(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("steps", out JsonElement steps))
        {
            return null;
        }
        return [.. steps.EnumerateArray().Select((step, i) => ("sequence step",
            Step(step) is { } problem ? $"step {i}, {step.GetProperty("container").GetString()}: {problem}" : null))];
    }

    private static string? Step(JsonElement step)
    {
        string name = step.GetProperty("container").GetString()!;
        ulong[] expected = VectorJson.Words(step.GetProperty("ut"));
        long? value = step.TryGetProperty("value", out JsonElement given) ? VectorJson.Number(given) : null;
        switch (name)
        {
            case "WaitUntil":
                return VectorJson.Compare(name, expected, [ToFpga.WaitUntil((uint)value!.Value)]);
            case "Barrier":
                return VectorJson.Compare(name, expected, [ToFpga.Barrier((int)value!.Value)]);
        }
        if (ContainerCatalogue.Find(name) is not { } entry)
        {
            return "no container has this name";
        }
        long[] values = entry.Layout.Defaults();
        var set = new Dictionary<string, long>();
        if (step.TryGetProperty("set", out JsonElement settings))
        {
            VectorJson.Flatten("", settings, set);
        }
        if (value is { } single)
        {
            set["value"] = single;
        }
        foreach ((string field, long setting) in set)
        {
            values[entry.Layout.IndexOf(field)] = setting;
        }
        RegisterTransports transport = step.TryGetProperty("backend", out JsonElement backend)
            ? ContainerVectors.TransportOf(backend.GetString()!) : entry.UsualWrite;
        var sink = new MessageList();
        entry.AppendWrite(values, step.GetProperty("coordinate").GetInt32(), transport, sink);
        return VectorJson.Compare($"over {transport}", expected, sink.Words);
    }
}
