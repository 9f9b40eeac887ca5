using System.Globalization;
using System.Text.Json;
using Bss2.Hal.Wire;

namespace Bss2.Cli.Vectors;

/// <summary>Checks golden container records against the HAL's encoders and decoders, both directions.</summary>
internal sealed class VectorChecker
{
    private readonly SortedDictionary<string, int> _passed = [], _failed = [], _missing = [];

    public IReadOnlyDictionary<string, int> Passed => _passed;

    public IReadOnlyDictionary<string, int> Failed => _failed;

    /// <summary>Records of containers or files that are not implemented.</summary>
    public IReadOnlyDictionary<string, int> NotImplemented => _missing;

    public List<string> FirstFailures { get; } = [];

    /// <exception cref="InvalidDataException">The file is no JSON of a known schema.</exception>
    public void Check(string file, JsonElement root)
    {
        if (MessageChecker.Check(root) is { } messages)
        {
            foreach ((string name, string? problem) in messages)
            {
                Count(problem is null ? _passed : _failed, name);
                if (problem is not null && _failed[name] == 1)
                {
                    FirstFailures.Add($"{name}: {problem}");
                }
            }
            return;
        }
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0 || !root[0].TryGetProperty("container", out _))
        {
            if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                throw new InvalidDataException($"{file} is no golden-vector file: its root is {root.ValueKind}.");
            }
            Count(_missing, $"file {Path.GetFileName(file)}");
            return;
        }
        foreach (JsonElement record in root.EnumerateArray())
        {
            string name = record.GetProperty("container").GetString()!;
            bool special = SpecialContainers.Entries.ContainsKey(name);
            if (!ContainerCatalogue.Entries.TryGetValue(name, out ContainerEntry? entry) && !special)
            {
                Count(_missing, name);
                continue;
            }
            string? problem;
            try
            {
                problem = special ? CheckSpecial(name, record) : CheckRecord(entry!, record);
            }
            catch (ArgumentException e)
            {
                problem = e.Message;
            }
            Count(problem is null ? _passed : _failed, name);
            if (problem is not null && _failed[name] == 1)
            {
                FirstFailures.Add($"{name}, {record.GetProperty("coordinate").GetProperty("path").GetString()}: {problem}");
            }
        }
    }

    private static string? CheckRecord(ContainerEntry entry, JsonElement record)
    {
        int at = record.GetProperty("coordinate").GetProperty("enum").GetInt32();
        var fields = new Dictionary<string, long>();
        Flatten("", record.GetProperty("fields"), fields);
        if (entry.Layout.Name == "CapMemCell")
        {
            fields["value"] = fields["disable_refresh"] != 0 ? 1023 : fields["value"];
            fields.Remove("disable_refresh");
        }
        if (entry.Layout.Name == "CapMemBlockConfig")
        {
            SpecialContainers.TranslateCapMemBlock(fields);
        }
        if (!fields.Keys.ToHashSet().SetEquals(entry.Layout.Fields.Select(f => f.Name)))
        {
            return "its fields have other names than the table's";
        }
        long[] values = [.. entry.Layout.Fields.Select(f => fields[f.Name])];
        foreach (JsonElement write in Entries(record, "write"))
        {
            if (entry.Write is null)
            {
                return "it should be writable";
            }
            if (Compare(write, "ut_write", sink => entry.Write(values, at, sink)) is { } problem)
            {
                return problem;
            }
        }
        foreach (JsonElement read in Entries(record, "read"))
        {
            if (entry.Read is null)
            {
                return "it should be readable";
            }
            if (Compare(read, "ut_read", sink => entry.Read(at, sink)) is { } problem)
            {
                return problem;
            }
        }
        if (record.TryGetProperty("decoded_from_words", out JsonElement words) && entry.Decode is not null)
        {
            long[] decoded = entry.Decode(at, [.. words.EnumerateArray().Select(Hex)]);
            return decoded.AsSpan().SequenceEqual(values) ? null : "it decodes to other field values";
        }
        return null;
    }

    private static string? CheckSpecial(string name, JsonElement record)
    {
        var (write, read, decode) = SpecialContainers.Entries[name];
        var fields = new Dictionary<string, long>();
        Flatten("", record.GetProperty("fields"), fields);
        string? problem = null;
        foreach (JsonElement side in Entries(record, "write"))
        {
            problem ??= write is null ? "it should be writable" : Compare(side, "ut_write", sink => write(fields, sink), anyBackend: true);
        }
        foreach (JsonElement side in Entries(record, "read"))
        {
            problem ??= read is null ? "it should be readable" : Compare(side, "ut_read", read, anyBackend: true);
        }
        if (problem is null && decode is not null && record.TryGetProperty("decoded_from_words", out JsonElement words))
        {
            IReadOnlyDictionary<string, long> decoded = decode([.. words.EnumerateArray().Select(Hex)]);
            problem = decoded.Count == fields.Count && decoded.All(f => fields[f.Key] == f.Value) ? null : "it decodes to other field values";
        }
        return problem;
    }

    private static string? Compare(JsonElement side, string key, Action<IInstructionSink> append, bool anyBackend = false)
    {
        string backend = side.GetProperty("backend").GetString()!;
        var messages = new MessageList();
        IInstructionSink sink = backend switch
        {
            "Omnibus" => messages,
            "OmnibusChipOverJTAG" => new OverJtag(messages),
            "JTAGPLLRegister" => new OverJtagPll(messages),
            _ => anyBackend ? messages : null!,
        };
        if (sink is null)
        {
            return $"transport {backend} is not implemented";
        }
        append(sink);
        ulong[] expected = [.. side.GetProperty(key).EnumerateArray().Select(Hex)];
        for (int i = 0; i < Math.Max(expected.Length, messages.Words.Count); i++)
        {
            if (i >= expected.Length || i >= messages.Words.Count || expected[i] != messages.Words[i])
            {
                return $"{key} over {backend}: message {i} is {(i < messages.Words.Count ? $"0x{messages.Words[i]:x16}" : "missing")}, expected "
                    + $"{(i < expected.Length ? $"0x{expected[i]:x16}" : "none")}";
            }
        }
        return null;
    }

    private static IEnumerable<JsonElement> Entries(JsonElement record, string key) =>
        record.TryGetProperty(key, out JsonElement list) ? list.EnumerateArray() : [];

    private static ulong Hex(JsonElement word) => ulong.Parse(word.GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static void Flatten(string path, JsonElement value, Dictionary<string, long> fields)
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
            case JsonValueKind.True or JsonValueKind.False:
                fields[path] = value.GetBoolean() ? 1 : 0;
                break;
            default:
                fields[path] = value.TryGetInt64(out long number) ? number : (long)value.GetUInt64();
                break;
        }
    }

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private sealed class MessageList : IInstructionSink
    {
        public List<ulong> Words { get; } = [];

        public void Append(ulong message) => Words.Add(message);
    }
}
