using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bss2.Emulator.Faults;
using Bss2.Links.Faults;

namespace Bss2.Cli.Faults;

/// <summary>Faults on purpose: a JSON file, versioned, from which everything follows by its seed.</summary>
/// <remarks>docs/file-formats.md. A member that no version knows is refused: a misspelt fault would otherwise never strike.</remarks>
internal sealed record FaultPlan
{
    public const int CurrentVersion = 1;

    // Every synapse of a chip listed by place is a few MB.
    private const int MaximumBytes = 1 << 25;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Version of the format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>What people call it; the file's name if it does not say.</summary>
    public string Name { get; init; } = "";

    /// <summary>Decides all that shares and probabilities leave open.</summary>
    public ulong Seed { get; init; }

    /// <summary>What is broken in an emulated chip.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChipFaults? Chip { get; init; }

    /// <summary>What goes wrong on the link to a remote chip.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LinkFaults? Link { get; init; }

    private FaultSource? _source;

    /// <summary>SHA-256 of all but the name.</summary>
    [JsonIgnore]
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this with { Name = "" }, s_json)));

    /// <summary>Reads a plan.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no plan of a known version; says where.</exception>
    public static FaultPlan Read(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Length > MaximumBytes)
        {
            throw new InvalidDataException($"{path} has {file.Length} bytes; a fault plan has at most {MaximumBytes}.");
        }
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads a plan from bytes.</summary>
    public static FaultPlan Parse(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            ReadOnlySpan<byte> mark = "\uFEFF"u8;
            RequireVersion(json = json.StartsWith(mark) ? json[mark.Length..] : json, path);
            FaultPlan plan = JsonSerializer.Deserialize<FaultPlan>(json, s_json) ?? throw new InvalidDataException($"{path} is empty.");
            plan.Chip?.Validate();
            plan.Link?.Validate();
            return plan.Name.Length > 0 ? plan : plan with { Name = Path.GetFileNameWithoutExtension(path) };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no fault plan: {e.Message} docs/file-formats.md shows one.", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The chip's part, complete with seed and name; null if there is none.</summary>
    public ChipFaults? ForChip() => Chip is null ? null : Chip with { Seed = Seed, Name = Name };

    /// <summary>The link's part in use, the same for all connections of a run; null if there is none.</summary>
    public FaultSource? ForLink() => Link is null ? null : _source ??= new(Link with { Seed = Seed });

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Hash})";

    // First of all: another version may well have other members.
    private static void RequireVersion(ReadOnlySpan<byte> json, string path)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format_version", out JsonElement version)
            && version.ValueKind == JsonValueKind.Number && (!version.TryGetInt32(out int number) || number != CurrentVersion))
        {
            throw new InvalidDataException($"{path} has format version {version}; this program reads version {CurrentVersion}.");
        }
    }
}
