using System.Text.Json.Nodes;
using Bss2.Calibration.Routines;

namespace Bss2.Calibration.Store;

/// <summary>Settings of the column converters as JSON.</summary>
internal static class CadcJson
{
    private const string Offset = "ramp_offset", Slope = "ramp_slope", Channels = "channel_offsets";

    public static JsonObject Write(CadcSettings cadc) =>
        new() { [Offset] = Numbers(cadc.RampOffset), [Slope] = Numbers(cadc.RampSlope), [Channels] = Numbers(cadc.ChannelOffsets) };

    /// <exception cref="FormatException">Something is missing.</exception>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public static CadcSettings Read(JsonNode json)
    {
        var cadc = new CadcSettings { RampOffset = Column(json, Offset), RampSlope = Column(json, Slope), ChannelOffsets = Column(json, Channels) };
        cadc.Validate();
        return cadc;
    }

    private static JsonArray Numbers(IEnumerable<int> values) => new([.. values.Select(v => (JsonNode)v)]);

    private static int[] Column(JsonNode json, string name) =>
        [.. (json[name] ?? throw new FormatException($"its CADC settings have no {name}.")).AsArray().Select(v => JsonEnvelope.Value(v).GetValue<int>())];
}
