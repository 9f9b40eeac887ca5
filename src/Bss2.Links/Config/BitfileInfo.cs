using System.Globalization;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Links.Config;

/// <summary>What the far end says of itself in the handshake: flat <c>key: value</c> lines of YAML.</summary>
/// <remarks>
/// Link-and-playback 1.4: the keys <c>version</c> and <c>compatible_until</c> are required. An emulator adds <c>emulator: true</c>,
/// <c>chip</c> and <c>identity</c>. Nested parts of a board's text are skipped: nothing here needs them.
/// </remarks>
public sealed class BitfileInfo
{
    /// <summary>Newest interface that this software speaks (hxcomm, cube set-ups).</summary>
    public const int SupportedVersion = 2;

    private const int ShownCharacters = 200;

    private readonly Dictionary<string, string> _values;

    private BitfileInfo(Dictionary<string, string> values) => _values = values;

    /// <summary>Version of the far end's interface.</summary>
    public int Version { get; private init; }

    /// <summary>Whether the far end says that it is an emulator.</summary>
    public bool IsEmulator => Value("emulator") == "true";

    /// <summary>Value of a key, or null.</summary>
    public string? Value(string key) => _values.GetValueOrDefault(key);

    /// <summary>Reads the text.</summary>
    /// <param name="endpoint">For error messages.</param>
    /// <param name="text">The text without its closing NUL.</param>
    /// <exception cref="LinkException">A required key is missing, or the far end needs newer software.</exception>
    public static BitfileInfo Parse(string endpoint, string text)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && !char.IsWhiteSpace(line[0]) && line[0] is not ('#' or '-'))
            {
                values[line[..colon].Trim()] = Unquoted(line[(colon + 1)..].Trim());
            }
        }
        int version = Required(endpoint, text, values, "version"), until = Required(endpoint, text, values, "compatible_until");
        if (until > SupportedVersion)
        {
            throw new LinkException(LinkFailure.Incompatible, endpoint,
                $"the FPGA's bitfile needs software for interface {until}, this one speaks up to {SupportedVersion}; update bss2 or load an "
                + "older bitfile.");
        }
        return new(values) { Version = version };
    }

    /// <summary>The chip behind the link, as far as the info says.</summary>
    public ChipDescription Describe(string endpoint) => new(
        $"{Value("chip") ?? "HICANN-X board"} at {endpoint}", IsEmulator, Value("identity") ?? endpoint);

    private static int Required(string endpoint, string text, Dictionary<string, string> values, string key)
    {
        if (values.TryGetValue(key, out string? value) && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int n))
        {
            return n;
        }
        string shown = text.Length == 0 ? "it is empty" : $"it reads \"{text[..Math.Min(text.Length, ShownCharacters)].ReplaceLineEndings("\\n")}\"";
        throw new LinkException(LinkFailure.Incompatible, endpoint,
            $"the bitfile info has no whole number '{key}' ({shown}); is this a HICANN-X bitfile?");
    }

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
