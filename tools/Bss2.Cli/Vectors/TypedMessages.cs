using System.Text.Json;
using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Spikes;

namespace Bss2.Cli.Vectors;

/// <summary>Checks messages against their typed fields: built from them towards the FPGA, decoded to them from it.</summary>
internal static class TypedMessages
{
    /// <summary>Whether the fields give the message to the FPGA; what is wrong, or null.</summary>
    public static string? CheckToFpga(int header, JsonElement fields, ulong message)
    {
        ulong built = header switch
        {
            ToFpga.JtagInitHeader => ToFpga.JtagInit(),
            ToFpga.JtagScalerHeader => ToFpga.JtagScaler((byte)Only(fields)),
            ToFpga.JtagInsHeader => ToFpga.JtagIns((int)Only(fields)),
            ToFpga.JtagDataHeader => ToFpga.JtagData((ulong)Get(fields, "data", "payload"), (int)Get(fields, "num_bits"),
                Get(fields, "keep_response") != 0),
            ToFpga.SetupHeader => ToFpga.Setup(),
            ToFpga.WaitUntilHeader => ToFpga.WaitUntil((uint)Only(fields)),
            ToFpga.SystimeInitHeader => ToFpga.SystimeInit(Only(fields) != 0),
            ToFpga.BarrierHeader => ToFpga.Barrier((int)Only(fields)),
            ToFpga.PollingOmnibusBlockHeader => ToFpga.PollingOmnibusBlock(Only(fields) != 0),
            ToFpga.ResetHeader => ToFpga.Reset(Only(fields) != 0),
            ToFpga.LoopbackHeader => ToFpga.Loopback(Only(fields) != 0),
            ToFpga.OmnibusAddressHeader => ToFpga.OmnibusAddress((uint)Get(fields, "address"), Get(fields, "is_read") != 0,
                (int)Get(fields, "byte_enables")),
            ToFpga.OmnibusDataHeader => ToFpga.OmnibusData((uint)Only(fields)),
            _ => Pack([.. VectorJson.List(fields, "labels").Select(l => (ushort)VectorJson.Number(l))]),
        };
        return built == message ? null : $"its fields give 0x{built:x16}, expected 0x{message:x16}";
    }

    /// <summary>Whether the message from the FPGA decodes to the fields; what is wrong, or null.</summary>
    public static string? CheckFromFpga(int header, JsonElement fields, UInt128 payload)
    {
        var decoder = new PlaybackDecoder();
        decoder.Take(header, payload);
        var now = new FpgaTime(1);
        bool same = header switch
        {
            FromFpga.JtagDataHeader => Answer(decoder, AnswerKind.JtagData) == Only(fields),
            FromFpga.OmnibusDataHeader => Answer(decoder, AnswerKind.OmnibusData) == Only(fields),
            FromFpga.LoopbackHeader => decoder.Halted == (Only(fields) == 0),
            FromFpga.LinkNotificationHeader => decoder.LinkNotifications is [{ } link] && link.Value == Only(fields),
            FromFpga.TimeoutNotificationHeader => decoder.TimeoutNotifications is [{ } timeout] && Same(timeout, fields),
            FromFpga.SystimeHeader => TimeAfter(decoder) == (Only(fields) + 1 & (long)FpgaTime.Mask),
            FromFpga.SysdeltaHeader => TimeAfter(decoder) == (Only(fields) + 2 & (long)FpgaTime.Mask),
            >= FromFpga.SpikePack1Header => decoder.Spikes.SequenceEqual(VectorJson.List(fields,
                "spikes").Select(s => new SpikeEvent(
                new((ushort)Get(s, "label")), PlaybackDecoder.ChipTimeOf(now, (int)Get(s, "timestamp")), now))),
            _ => decoder.MadcSamples.SequenceEqual(VectorJson.List(fields, "samples").Select(s => new MadcSample(
                (int)Get(s, "value14") & 0x3FF, (int)Get(s, "value14") >> 10 & 1,
                PlaybackDecoder.ChipTimeOf(now, (int)Get(s, "timestamp")), now))),
        };
        return same ? null : "it decodes to other fields";
    }

    private static bool Same(TimeoutNotification timeout, JsonElement fields) =>
        fields.TryGetProperty("instruction_index", out JsonElement index)
        ? timeout.Instruction == VectorJson.Number(index) && timeout.TraceStall == Get(fields, "trace_stall_count")
            && timeout.OmnibusReads == Get(fields, "omnibus_reads_in_flight")
        : (timeout.Instruction | (long)timeout.TraceStall << 32 | (long)timeout.OmnibusReads << 39) == Only(fields);

    // A time message shows in the time of what follows it.
    private static long TimeAfter(PlaybackDecoder decoder)
    {
        decoder.Take(FromFpga.LoopbackHeader, 1);
        return (long)decoder.Answers(AnswerKind.LoopbackTick).FpgaCycles[0];
    }

    private static long Answer(PlaybackDecoder decoder, AnswerKind kind) => (long)decoder.Answers(kind).Values[0];

    private static ulong Pack(ushort[] labels) => labels.Length switch
    {
        1 => ToFpga.SpikePack1(labels[0]),
        2 => ToFpga.SpikePack2(labels[0], labels[1]),
        3 => ToFpga.SpikePack3(labels[0], labels[1], labels[2]),
        _ => throw new InvalidDataException($"A spike pack with {labels.Length} labels."),
    };

    private static long Only(JsonElement fields) => VectorJson.Number(fields.EnumerateObject().First().Value);

    private static long Get(JsonElement fields, params string[] names) =>
        VectorJson.Number(names.Where(name => fields.TryGetProperty(name, out _)).Select(fields.GetProperty).First());
}
