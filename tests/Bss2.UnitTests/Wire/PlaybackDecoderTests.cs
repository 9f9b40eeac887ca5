using System.Globalization;
using System.Text.Json;
using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Spikes;

namespace Bss2.UnitTests.Wire;

/// <summary>Reply streams and what the reference implementation made of them; times by hand (link-and-playback 4.2, 4.3).</summary>
public sealed class PlaybackDecoderTests
{
    [Theory]
    [InlineData(1000, 0xD0, 1000)]
    [InlineData(1000, 0xD1, 1000)]
    [InlineData(1000, 0xD2, 873)]
    [InlineData(1024, 0xFE, 1023)]
    [InlineData(127, 0xFF, 127)]
    [InlineData(5, 0xFE, 8796093022207)]
    public void Chip_time_follows_the_table(ulong arrival, int stamp, ulong chipTime) =>
        Assert.Equal(new ChipTime(chipTime), PlaybackDecoder.ChipTimeOf(new(arrival), stamp));

    [Fact]
    public void Recorded_streams_decode_as_the_reference_decodes_them()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(
            Path.Combine(AppContext.BaseDirectory, "golden", "reference_response_decoding.json")));
        Assert.Equal(20, file.RootElement.GetArrayLength());
        foreach (JsonElement record in file.RootElement.EnumerateArray())
        {
            PlaybackDecoder decoder = Decode(record.GetProperty("messages"));
            Assert.Equal(record.GetProperty("spikes").EnumerateArray().Select(s => new SpikeEvent(
                new((ushort)Get(s, "label")), new(Get(s, "chip_time")), new(Get(s, "fpga_time")))), decoder.Spikes);
            Assert.Equal(record.GetProperty("madc_samples").EnumerateArray().Select(s => new MadcSample(
                (int)Get(s, "value"), (int)Get(s, "channel"), new(Get(s, "chip_time")), new(Get(s, "fpga_time")))), decoder.MadcSamples);
            Assert.Equal(record.GetProperty("highspeed_link_notifications").EnumerateArray().Select(n => new LinkNotification(
                (byte)Get(n, "value"), new(Get(n, "fpga_time")))), decoder.LinkNotifications);
            Assert.Equal(record.GetProperty("timeout_notifications").EnumerateArray().Select(n => new TimeoutNotification(
                (uint)Get(n, "value"), (int)Get(n, "trace_stall"), (int)Get(n, "omnibus_reads"), new(Get(n, "fpga_time")))),
                decoder.TimeoutNotifications);
            Assert.Equal(record.GetProperty("response_times").GetProperty("jtag").EnumerateArray().Select(t => t.GetUInt64()),
                decoder.Answers(AnswerKind.JtagData).FpgaCycles);
        }
    }

    [Fact]
    public void Time_wraps_at_43_bits()
    {
        List<ulong> words = [];
        var encoder = new UtEncoder(UtDictionary.FromFpga, words);
        encoder.Append(FromFpga.SystimeHeader, FpgaTime.Mask);
        encoder.Append(FromFpga.LoopbackHeader, 1);
        encoder.Append(FromFpga.SysdeltaHeader, 255);
        encoder.Append(FromFpga.LoopbackHeader, 1);
        var decoder = new PlaybackDecoder();
        decoder.Decode([.. words]);
        Assert.Equal([0UL, 257UL], decoder.Answers(AnswerKind.LoopbackTick).FpgaCycles);
    }

    private static PlaybackDecoder Decode(JsonElement messages)
    {
        List<ulong> words = [];
        var encoder = new UtEncoder(UtDictionary.FromFpga, words);
        foreach (JsonElement message in messages.EnumerateArray())
        {
            int header = UtDictionary.FromFpga.Names.ToList().IndexOf(message.GetProperty("instruction").GetString()!);
            UInt128 raw = UInt128.Parse(message.GetProperty("raw").GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            encoder.Append(header, raw & ((UInt128.One << UtDictionary.FromFpga.PayloadBits(header)) - 1));
        }
        encoder.Flush();
        var decoder = new PlaybackDecoder();
        decoder.Decode([.. words]);
        return decoder;
    }

    private static ulong Get(JsonElement element, string key) => element.GetProperty(key).GetUInt64();
}
