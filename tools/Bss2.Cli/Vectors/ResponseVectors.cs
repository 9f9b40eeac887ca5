using System.Text.Json;
using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Cli.Vectors;

/// <summary>Checks received streams (reference_response_decoding): messages to events and answers with their times.</summary>
internal static class ResponseVectors
{
    /// <summary>Name and problem (null if it passed) of every stream, or null if the file is of another kind.</summary>
    public static IReadOnlyList<(string Name, string? Problem)>? Check(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 && root[0].ValueKind == JsonValueKind.Object
            && root[0].TryGetProperty("response_times", out _)
            ? [.. root.EnumerateArray().Select(stream => ("response decoding", Stream(stream)))] : null;

    private static string? Stream(JsonElement stream)
    {
        List<ulong> words = [];
        var encoder = new UtEncoder(UtDictionary.FromFpga, words);
        List<string> names = [.. UtDictionary.FromFpga.Names];
        foreach (JsonElement message in stream.GetProperty("messages").EnumerateArray())
        {
            int header = names.IndexOf(message.GetProperty("instruction").GetString()!);
            encoder.Append(header,
                VectorJson.Hex(message.GetProperty("raw")) & ((UInt128.One << UtDictionary.FromFpga.PayloadBits(header)) - 1));
        }
        encoder.Flush();
        var decoder = new PlaybackDecoder();
        decoder.Decode([.. words]);
        return Differ(stream, "spikes", decoder.Spikes.Select(s =>
                new Dictionary<string, long> { ["label"] = s.Label.Value, ["chip_time"] = (long)s.ChipTime.Cycles,
                    ["fpga_time"] = (long)s.FpgaTime.Cycles }))
            ?? Differ(stream, "madc_samples", decoder.MadcSamples.Select(s => new Dictionary<string, long>
            {
                ["value"] = s.Value, ["channel"] = s.Channel, ["chip_time"] = (long)s.ChipTime.Cycles,
                    ["fpga_time"] = (long)s.FpgaTime.Cycles,
            }))
            ?? Differ(stream, "highspeed_link_notifications", decoder.LinkNotifications.Select(n =>
                new Dictionary<string, long> { ["value"] = n.Value, ["fpga_time"] = (long)n.FpgaTime.Cycles }))
            ?? Differ(stream, "timeout_notifications", decoder.TimeoutNotifications.Select(n => new Dictionary<string, long>
            {
                ["value"] = n.Instruction, ["trace_stall"] = n.TraceStall, ["omnibus_reads"] = n.OmnibusReads,
                ["fpga_time"] = (long)n.FpgaTime.Cycles,
            }))
            ?? Times(stream.GetProperty("response_times"), decoder);
    }

    private static string? Differ(JsonElement stream, string key, IEnumerable<Dictionary<string, long>> actual)
    {
        Dictionary<string, long>[] decoded = [.. actual];
        JsonElement[] expected = [.. VectorJson.List(stream, key)];
        if (decoded.Length != expected.Length)
        {
            return $"{decoded.Length} {key}, expected {expected.Length}";
        }
        for (int i = 0; i < expected.Length; i++)
        {
            foreach (JsonProperty property in expected[i].EnumerateObject())
            {
                if (!decoded[i].TryGetValue(property.Name, out long value) || value != VectorJson.Number(property.Value))
                {
                    return $"{key} {i}: another {property.Name}";
                }
            }
        }
        return null;
    }

    private static string? Times(JsonElement times, PlaybackDecoder decoder)
    {
        foreach (JsonProperty kind in times.EnumerateObject())
        {
            AnswerKind answer = kind.Name switch
            {
                "jtag" => AnswerKind.JtagData,
                "omnibus" => AnswerKind.OmnibusData,
                _ => AnswerKind.LoopbackTick,
            };
            IEnumerable<long> decoded = decoder.Answers(answer).FpgaCycles.Select(t => (long)t);
            if (!decoded.SequenceEqual(kind.Value.EnumerateArray().Select(VectorJson.Number)))
            {
                return $"other times of {kind.Name} answers";
            }
        }
        return null;
    }
}
