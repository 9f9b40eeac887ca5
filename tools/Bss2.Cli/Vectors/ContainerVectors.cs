using System.Text.Json;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Cli.Vectors;

/// <summary>Checks records of single containers: settings to messages, words to settings.</summary>
internal static class ContainerVectors
{
    /// <summary>What is wrong with a record, or null.</summary>
    public static string? Check(ContainerEntry entry, JsonElement record)
    {
        int at = record.GetProperty("coordinate").GetProperty("enum").GetInt32();
        var fields = new Dictionary<string, long>();
        VectorJson.Flatten("", record.GetProperty("fields"), fields);
        if (Values(entry, fields) is not { } values)
        {
            return "its fields have other names than the table's";
        }
        if (record.GetProperty("kind").GetString() == "default" && !values.AsSpan().SequenceEqual(entry.Layout.Defaults()))
        {
            return "the table has other defaults";
        }
        foreach (JsonElement write in VectorJson.List(record, "write"))
        {
            var sink = new MessageList();
            if (Transport(entry, write, entry.WriteTransports, out RegisterTransports transport) is { } problem)
            {
                return problem;
            }
            entry.AppendWrite(values, at, transport, sink);
            if ((VectorJson.Compare($"ut_write over {transport}", VectorJson.Words(write.GetProperty("ut_write")), sink.Words)
                ?? CheckAddresses(entry, at, write, "write_addresses", transport)
                ?? CheckReverse(entry, at, transport, values, sink.Words)) is { } difference)
            {
                return difference;
            }
        }
        foreach (JsonElement read in VectorJson.List(record, "read"))
        {
            var sink = new MessageList();
            if (Transport(entry, read, entry.ReadTransports, out RegisterTransports transport) is { } problem)
            {
                return problem;
            }
            entry.AppendRead(at, transport, sink);
            if ((VectorJson.Compare($"ut_read over {transport}", VectorJson.Words(read.GetProperty("ut_read")), sink.Words)
                ?? CheckAddresses(entry, at, read, "read_addresses", transport)) is { } difference)
            {
                return difference;
            }
        }
        return CheckDecode(entry, at, record, values);
    }

    /// <summary>Settings in table order, or null if the names differ.</summary>
    public static long[]? Values(ContainerEntry entry, Dictionary<string, long> fields)
    {
        Translate(entry.Name, fields);
        return fields.Keys.ToHashSet().SetEquals(entry.Layout.Fields.Select(f => f.Name))
            ? [.. entry.Layout.Fields.Select(f => fields[f.Name])] : null;
    }

    /// <summary>The transport that a backend of the reference stack stands for.</summary>
    public static RegisterTransports TransportOf(string backend) => backend switch
    {
        "Omnibus" => RegisterTransports.Omnibus,
        "OmnibusChipOverJTAG" => RegisterTransports.OmnibusOverJtag,
        "JTAGPLLRegister" => RegisterTransports.JtagPll,
        "JTAGPhyRegister" => RegisterTransports.JtagPhy,
        _ when backend.StartsWith("SPI", StringComparison.Ordinal) => RegisterTransports.Spi,
        _ when backend.StartsWith("I2C", StringComparison.Ordinal) => RegisterTransports.I2c,
        _ => RegisterTransports.Instruction,
    };

    // The reference names a CapMem setting by "no refresh" and value, a debug cell by coordinate; the tables have what is stored.
    private static void Translate(string container, Dictionary<string, long> fields)
    {
        if (container == "CapMemCell" && fields.Remove("disable_refresh", out long noRefresh) && noRefresh != 0)
        {
            fields["value"] = CapMemCell.MaximumValue + 1;
        }
        if (container == "CapMemBlockConfig" && fields.Remove("debug_readout_enable", out long debug))
        {
            fields["debug_row_hotbit"] = debug != 0 ? 1L << (CapMemRow.Count - 1 - (int)fields["debug_capmem_coord.y"]) : 0;
            fields["debug_column"] = debug != 0 ? fields["debug_capmem_coord.x"] : 0;
            foreach (string axis in (string[])["x", "y", "e"])
            {
                fields.Remove("debug_capmem_coord." + axis);
            }
        }
    }

    private static string? Transport(ContainerEntry entry, JsonElement side, RegisterTransports possible,
        out RegisterTransports transport)
    {
        transport = TransportOf(side.GetProperty("backend").GetString()!);
        return (possible & transport) != 0 ? null : $"{entry.Name} cannot travel over {transport}; possible: {possible}";
    }

    private static string? CheckAddresses(ContainerEntry entry, int at, JsonElement side, string key,
        RegisterTransports transport) =>
        transport is not (RegisterTransports.Omnibus or RegisterTransports.OmnibusOverJtag)
            || entry.Addresses(at).Select(a => (ulong)a).SequenceEqual(VectorJson.Words(side.GetProperty(key)))
            ? null : $"{key} differ";

    // What was written must decode to what was to be written.
    private static string? CheckReverse(ContainerEntry entry, int at, RegisterTransports transport, long[] values,
        List<ulong> messages)
    {
        if (transport != RegisterTransports.Omnibus || (entry.ReadTransports & transport) == 0)
        {
            return null;
        }
        long[] decoded = entry.Decode(at,
            [.. messages.Where(m => (int)(m >> 56) == ToFpga.OmnibusDataHeader).Select(m => (ulong)(uint)m)]);
        return entry.Layout.Fields.Where((field, i) => !field.IsAccessOption && decoded[i] != values[i]).Any()
            ? "what it writes decodes to other settings" : null;
    }

    private static string? CheckDecode(ContainerEntry entry, int at, JsonElement record, long[] values)
    {
        if (!record.TryGetProperty("decoded_from_words", out JsonElement words))
        {
            return null;
        }
        if (entry.ReadTransports == RegisterTransports.None)
        {
            return "it should be readable";
        }
        long[] decoded = entry.Decode(at, entry.ToAnswers([.. VectorJson.Words(words).Select(word => (uint)word)]));
        for (int f = 0; f < values.Length; f++)
        {
            if (decoded[f] != values[f])
            {
                return $"{entry.Layout.Fields[f].Name} decodes to {decoded[f]}, expected {values[f]}";
            }
        }
        return null;
    }
}
