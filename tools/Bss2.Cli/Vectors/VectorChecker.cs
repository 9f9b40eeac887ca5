using System.Text.Json;
using Bss2.Hal;
using Bss2.Hal.Containers;

namespace Bss2.Cli.Vectors;

/// <summary>Checks golden vectors against the HAL's encoders and decoders, both directions, and counts.</summary>
internal sealed class VectorChecker
{
    private readonly SortedDictionary<string, int> _passed = [], _failed = [], _missing = [];

    public IReadOnlyDictionary<string, int> Passed => _passed;

    public IReadOnlyDictionary<string, int> Failed => _failed;

    /// <summary>Records of containers or files that are not implemented.</summary>
    public IReadOnlyDictionary<string, int> NotImplemented => _missing;

    public List<string> FirstFailures { get; } = [];

    /// <exception cref="InvalidDataException">The bytes are no JSON of a known schema.</exception>
    public void Check(byte[] bytes, string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            Check(file, document.RootElement);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: no JSON: {e.Message}", e);
        }
        // A value of another kind than the schema has, a number out of range, or something missing.
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException
            or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
            throw new InvalidDataException($"{file} does not follow the schema of golden vectors: {e.Message}", e);
        }
    }

    /// <exception cref="InvalidDataException">The file is no JSON of a known schema.</exception>
    public void Check(string file, JsonElement root)
    {
        IReadOnlyList<(string Name, string? Problem)>? results = MessageChecker.Check(root) ?? CoordinateVectors.Check(root)
            ?? SequenceVectors.Check(root) ?? ResponseVectors.Check(root);
        if (results is not null)
        {
            foreach ((string name, string? problem) in results)
            {
                Count(name, name, problem);
            }
            return;
        }
        if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            throw new InvalidDataException($"{file} is no golden-vector file: its root is {root.ValueKind}.");
        }
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0 || !root[0].TryGetProperty("container", out _))
        {
            Missing($"file {Path.GetFileName(file)}");
            return;
        }
        foreach (JsonElement record in root.EnumerateArray())
        {
            string name = record.GetProperty("container").GetString()!;
            if (ContainerCatalogue.Find(name) is not { } entry)
            {
                Missing(name);
                continue;
            }
            string? problem;
            try
            {
                problem = ContainerVectors.Check(entry, record);
            }
            catch (Exception e) when (e is ArgumentException or HalException)
            {
                problem = e.Message;
            }
            Count(name, $"{name}, {record.GetProperty("coordinate").GetProperty("path").GetString()}", problem);
        }
    }

    private void Count(string name, string where, string? problem)
    {
        SortedDictionary<string, int> counts = problem is null ? _passed : _failed;
        counts[name] = counts.GetValueOrDefault(name) + 1;
        if (problem is not null && counts[name] == 1)
        {
            FirstFailures.Add($"{where}: {problem}");
        }
    }

    private void Missing(string name) => _missing[name] = _missing.GetValueOrDefault(name) + 1;
}
