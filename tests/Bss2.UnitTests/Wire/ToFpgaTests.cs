using System.Globalization;
using System.Text.Json;
using Bss2.Hal.Wire;

namespace Bss2.UnitTests.Wire;

/// <summary>Settings of an instruction to its message, against the golden messages.</summary>
public sealed class ToFpgaTests
{
    [Fact]
    public void Every_golden_message_is_built_from_its_fields()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "ut-messages.json")));
        HashSet<string> seen = [];
        foreach (JsonElement vector in file.RootElement.GetProperty("vectors").EnumerateArray()
            .Where(v => v.GetProperty("direction").GetString() == "to_fpga" && v.TryGetProperty("operations", out _)))
        {
            foreach (JsonElement operation in vector.GetProperty("operations").EnumerateArray()
                .Where(o => o.GetProperty("op").GetString() == "message"))
            {
                string name = operation.GetProperty("instruction").GetString()!;
                ulong expected = ulong.Parse(operation.GetProperty("message").GetString().AsSpan(2), NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture);
                Assert.Equal(expected, Build(name, operation.GetProperty("fields")));
                seen.Add(name);
            }
        }
        Assert.Equal(UtDictionary.ToFpga.Count, seen.Count);
    }

    private static ulong Build(string name, JsonElement fields)
    {
        ulong Field(string key) => fields.GetProperty(key).GetUInt64();
        ushort[] labels = fields.TryGetProperty("labels", out JsonElement l) ? [.. l.EnumerateArray().Select(x => x.GetUInt16())] : [];
        return name switch
        {
            "to_fpga_jtag.Init" => ToFpga.JtagInit(),
            "to_fpga_jtag.Scaler" => ToFpga.JtagScaler((byte)Field("value")),
            "to_fpga_jtag.Ins" => ToFpga.JtagIns((int)Field("instruction_register")),
            "to_fpga_jtag.Data" => ToFpga.JtagData(Field("data"), (int)Field("num_bits"), Field("keep_response") != 0),
            "timing.Setup" => ToFpga.Setup(),
            "timing.WaitUntil" => ToFpga.WaitUntil((uint)Field("value")),
            "timing.SystimeInit" => ToFpga.SystimeInit(Field("sync") != 0),
            "timing.Barrier" => ToFpga.Barrier((int)Field("mask")),
            "timing.PollingOmnibusBlock" => ToFpga.PollingOmnibusBlock(Field("equal") != 0),
            "system.Reset" => ToFpga.Reset(Field("reset") != 0),
            "system.Loopback" => ToFpga.Loopback(Field("tick") != 0),
            "omnibus_to_fpga.Address" => ToFpga.OmnibusAddress((uint)Field("address"), Field("is_read") != 0, (int)Field("byte_enables")),
            "omnibus_to_fpga.Data" => ToFpga.OmnibusData((uint)Field("value")),
            "event_to_fpga.SpikePack1" => ToFpga.SpikePack1(labels[0]),
            "event_to_fpga.SpikePack2" => ToFpga.SpikePack2(labels[0], labels[1]),
            _ => ToFpga.SpikePack3(labels[0], labels[1], labels[2]),
        };
    }
}
