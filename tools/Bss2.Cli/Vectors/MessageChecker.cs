using System.Text.Json;
using Bss2.Hal.Wire;

namespace Bss2.Cli.Vectors;

/// <summary>
/// Checks golden message streams (ut-messages, reference_ut_messages, reference_ut_framing) against the UT codec, both ways.
/// </summary>
internal static class MessageChecker
{
    /// <summary>Name and problem (null if it passed) of every vector, or null if the file is of another kind.</summary>
    public static IReadOnlyList<(string Name, string? Problem)>? Check(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("vectors", out JsonElement vectors)
            && root.TryGetProperty("dictionaries", out _))
        {
            return [.. vectors.EnumerateArray().Select(v => ($"messages {v.GetProperty("direction").GetString()}", Stream(v)))];
        }
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("to_fpga", out JsonElement to)
            && root.TryGetProperty("from_fpga", out JsonElement from))
        {
            return
            [
                .. to.EnumerateArray().Select(m => ($"message {m.GetProperty("instruction").GetString()} to FPGA", Single(m,
                    UtDictionary.ToFpga))),
                .. from.EnumerateArray().Select(m => ($"message {m.GetProperty("instruction").GetString()} from FPGA", Single(m,
                    UtDictionary.FromFpga))),
            ];
        }
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 && root[0].TryGetProperty("phywords", out _))
        {
            return [.. root.EnumerateArray().Select(f => ("framing", Framing(f)))];
        }
        return null;
    }

    private static string? Stream(JsonElement vector)
    {
        UtDictionary dictionary = Direction(vector);
        List<ulong> words = [];
        var encoder = new UtEncoder(dictionary, words);
        if (vector.TryGetProperty("operations", out JsonElement operations))
        {
            foreach (JsonElement operation in operations.EnumerateArray())
            {
                if (operation.GetProperty("op").GetString() == "flush")
                {
                    encoder.Flush();
                }
                else
                {
                    encoder.Append(operation.GetProperty("header").GetInt32(), VectorJson.Hex(operation.GetProperty("payload")));
                    if (Typed(operation, "fields", "message", dictionary) is { } problem)
                    {
                        return $"{vector.GetProperty("name").GetString()}: {problem}";
                    }
                }
                if (words.Count != operation.GetProperty("words_after").GetInt32())
                {
                    return $"{vector.GetProperty("name").GetString()}: another number of words after an operation";
                }
            }
            if (!words.SequenceEqual(VectorJson.Words(vector.GetProperty("words"))))
            {
                return $"{vector.GetProperty("name").GetString()}: encodes to other words";
            }
        }
        return Decode(vector, dictionary);
    }

    private static string? Decode(JsonElement vector, UtDictionary dictionary)
    {
        var taken = new Taken();
        var decoder = new UtDecoder(dictionary);
        bool error = false;
        try
        {
            decoder.Decode(VectorJson.Words(vector.GetProperty("words")), taken);
        }
        catch (UtDecodeException)
        {
            error = true;
        }
        bool expectsError = vector.TryGetProperty("error", out JsonElement e) && e.ValueKind != JsonValueKind.Null;
        (int, UInt128)[] expected = [.. vector.GetProperty("decoded").EnumerateArray()
            .Select(m => (m.GetProperty("header").GetInt32(), VectorJson.Hex(m.GetProperty("payload"))))];
        return error != expectsError ? "an error is missing or unexpected"
            : taken.Messages.SequenceEqual(expected) ? null
            : $"{vector.GetProperty("name").GetString()}: decodes to other messages";
    }

    private static string? Single(JsonElement message, UtDictionary dictionary)
    {
        int header = message.GetProperty("header").GetInt32(), bits = message.GetProperty("word_width").GetInt32();
        if (dictionary.Names[header] != message.GetProperty("instruction").GetString() || dictionary.MessageBits(header) != bits
            || dictionary.PayloadBits(header) != message.GetProperty("payload_width").GetInt32())
        {
            return "another name or size in the dictionary";
        }
        UInt128 raw = VectorJson.Hex(message.GetProperty("raw")),
            payload = raw & ((UInt128.One << dictionary.PayloadBits(header)) - 1);
        List<ulong> words = [];
        var encoder = new UtEncoder(dictionary, words);
        encoder.Append(header, payload);
        encoder.Flush();
        UInt128 first = bits == 64 ? words[0] : (UInt128)words[0] << 16 | words[1] >> 48;
        var taken = new Taken();
        new UtDecoder(dictionary).Decode([.. words], taken);
        return first == raw && taken.Messages.SequenceEqual([(header, payload)]) ? Typed(message, "payload", "raw", dictionary)
            : "another encoding";
    }

    private static string? Typed(JsonElement message, string fields, string raw, UtDictionary dictionary)
    {
        int header = message.GetProperty("header").GetInt32();
        UInt128 bits = VectorJson.Hex(message.GetProperty(raw));
        return dictionary == UtDictionary.ToFpga ? TypedMessages.CheckToFpga(header, message.GetProperty(fields), (ulong)bits)
            : TypedMessages.CheckFromFpga(header, message.GetProperty(fields),
                bits & ((UInt128.One << dictionary.PayloadBits(header)) - 1));
    }

    private static string? Framing(JsonElement frame)
    {
        UtDictionary dictionary = Direction(frame);
        List<ulong> words = [];
        var encoder = new UtEncoder(dictionary, words);
        foreach (JsonElement message in frame.GetProperty("messages").EnumerateArray())
        {
            int header = dictionary.Names.ToList().IndexOf(message.GetProperty("instruction").GetString()!);
            encoder.Append(header,
                VectorJson.Hex(message.GetProperty("raw")) & ((UInt128.One << dictionary.PayloadBits(header)) - 1));
        }
        encoder.Flush();
        var taken = new Taken();
        new UtDecoder(dictionary).Decode([.. words], taken);
        return words.SequenceEqual(VectorJson.Words(frame.GetProperty("phywords")))
            && taken.Messages.Count == frame.GetProperty("decoded_count").GetInt32()
            ? null : "other words or another number of messages";
    }

    private static UtDictionary Direction(JsonElement vector) =>
        vector.GetProperty("direction").GetString() == "to_fpga" ? UtDictionary.ToFpga : UtDictionary.FromFpga;

    private sealed class Taken : IUtMessageSink
    {
        public List<(int, UInt128)> Messages { get; } = [];

        public void Take(int header, UInt128 payload) => Messages.Add((header, payload));
    }
}
