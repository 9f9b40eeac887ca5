using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bss2.Calibration.Store;

/// <summary>What this project's JSON files have around their content: format, version, checksum.</summary>
/// <param name="Format">Name of the format.</param>
/// <param name="Version">Version that this program writes and reads.</param>
/// <param name="Member">Name of the content.</param>
/// <param name="Remedy">What to do about a file that is too old or damaged.</param>
internal sealed record JsonEnvelope(string Format, int Version, string Member, string Remedy)
{
    /// <summary>Text of a file.</summary>
    public string Wrap(JsonObject body) => new JsonObject
    {
        ["format"] = Format, ["version"] = Version, ["sha256"] = Checksum(body), [Member] = body,
    }.ToJsonString() + "\n";

    /// <summary>Content of a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="place">Where it comes from, for messages.</param>
    /// <exception cref="InvalidDataException">It is none, of another version, or damaged; the message says which.</exception>
    public JsonObject Open(string text, string place)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{place} is damaged or no {Member}: {e.Message}", e);
        }
        if (root is not JsonObject envelope || envelope["format"] is not JsonValue format || !format.TryGetValue(out string? name) || name != Format)
        {
            throw new InvalidDataException($"{place} is no {Member}: its format is not \"{Format}\".");
        }
        int version = envelope["version"] is JsonValue number && number.TryGetValue(out int v) ? v : 0;
        if (version != Version)
        {
            throw new InvalidDataException($"{place} has {Member} format {version}; this program reads format {Version}. "
                + (version > Version ? "A newer bss2 wrote it: use that one." : Remedy));
        }
        return envelope[Member] is JsonObject body && envelope["sha256"] is JsonValue sum && sum.TryGetValue(out string? checksum)
            && checksum == Checksum(body) ? body
            : throw new InvalidDataException($"{place} is damaged: its content does not match its checksum. {Remedy}");
    }

    /// <summary>A member of some content.</summary>
    /// <exception cref="FormatException">It is not there.</exception>
    public static JsonNode Need(JsonNode json, string name) => json[name] ?? throw new FormatException($"it has no {name}.");

    /// <summary>An element or value that must not be null.</summary>
    /// <exception cref="FormatException">It is.</exception>
    public static JsonNode Value(JsonNode? json) => json ?? throw new FormatException("it has a null where a value belongs.");

    private static string Checksum(JsonObject body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.ToJsonString())));
}
