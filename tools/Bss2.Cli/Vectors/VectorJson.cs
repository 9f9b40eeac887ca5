using System.Globalization;
using System.Text.Json;

namespace Bss2.Cli.Vectors;

/// <summary>Values as the golden-vector files write them.</summary>
internal static class VectorJson
{
    /// <summary>A hexadecimal string.</summary>
    public static UInt128 Hex(JsonElement value) =>
        UInt128.Parse(value.GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>A hexadecimal string of up to 64 bits.</summary>
    public static ulong Word(JsonElement value) => (ulong)Hex(value);

    /// <summary>Hexadecimal strings of up to 64 bits.</summary>
    public static ulong[] Words(JsonElement list) => [.. list.EnumerateArray().Select(Word)];

    /// <summary>A number, a switch, or a hexadecimal string.</summary>
    public static long Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String => (long)Word(value),
        _ => value.TryGetInt64(out long number) ? number : (long)value.GetUInt64(),
    };

    /// <summary>Nested settings by path: name.name, name[i].</summary>
    public static void Flatten(string path, JsonElement value, Dictionary<string, long> fields)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    Flatten(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value, fields);
                }
                break;
            case JsonValueKind.Array:
                for (int i = 0; i < value.GetArrayLength(); i++)
                {
                    Flatten(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), value[i], fields);
                }
                break;
            default:
                fields[path] = Number(value);
                break;
        }
    }

    /// <summary>The elements of a list, or nothing where there is none.</summary>
    public static IEnumerable<JsonElement> List(JsonElement parent, string key) =>
        parent.TryGetProperty(key, out JsonElement list) ? list.EnumerateArray() : [];

    /// <summary>The first difference of two lists of messages, or null.</summary>
    public static string? Compare(string what, IReadOnlyList<ulong> expected, IReadOnlyList<ulong> actual)
    {
        for (int i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            if (i >= expected.Count || i >= actual.Count || expected[i] != actual[i])
            {
                return $"{what}: message {i} is {(i < actual.Count ? $"0x{actual[i]:x16}" : "missing")}, expected "
                    + $"{(i < expected.Count ? $"0x{expected[i]:x16}" : "none")}";
            }
        }
        return null;
    }
}
