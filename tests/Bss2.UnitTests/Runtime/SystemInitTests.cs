using System.Globalization;
using System.Text.Json;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Runtime.BringUp;

namespace Bss2.UnitTests.Runtime;

/// <summary>Bring-up against the messages derived from the reference source (tests/golden/init_sequence.json).</summary>
public sealed class SystemInitTests
{
    [Fact]
    public void Every_message_of_the_cube_board_is_the_reference_s_in_order()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "init_sequence.json")));
        var builder = new PlaybackProgramBuilder();
        List<(string Step, ulong Word)> ours = [];
        foreach (BringUpStep step in SystemInit.Steps(new()))
        {
            step.Append(builder);
            ours.AddRange(builder.BuildWithoutHalt().Words.ToArray().Select(word => (step.Name, word)));
        }
        int at = 0;
        foreach (JsonElement step in golden.RootElement.GetProperty("steps").EnumerateArray())
        {
            foreach (JsonElement message in step.GetProperty("ut").EnumerateArray())
            {
                ulong expected = ulong.Parse(message.GetString()![2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                Assert.True(at < ours.Count && ours[at].Word == expected,
                    $"message {at}: {step.GetProperty("container")} {step.GetProperty("coordinate")} wants 0x{expected:X16}, "
                    + $"step \"{(at < ours.Count ? ours[at].Step : "end")}\" sends {(at < ours.Count ? $"0x{ours[at].Word:X16}" : "nothing")}");
                at++;
            }
        }
        Assert.Equal(at, ours.Count);
    }

    [Fact]
    public void Without_links_the_memories_are_set_over_JTAG_and_nothing_else_is_sent_to_the_chip_s_Omnibus()
    {
        ulong[] words = SystemInit.Program(new() { HighSpeedLinks = false, CapMemReference = false }).Words.ToArray();
        Assert.DoesNotContain(words, word => word >> 56 == ToFpga.OmnibusAddressHeader && (word >> 31 & 1) == 0);
        Assert.DoesNotContain(words, word => word >> 56 == ToFpga.SystimeInitHeader);
        Assert.Contains(ToFpga.JtagData(0x0200_0000, 33, keepResponse: false), words);
        Assert.Equal(ToFpga.Barrier((int)Barriers.Jtag), words[^2]);
    }

    [Fact]
    public void Each_option_leaves_out_its_steps_and_no_others()
    {
        string[] all = Names(new()), noTime = Names(new() { Systime = false }), noReference = Names(new() { CapMemReference = false });
        Assert.Equal(["system time base", "links are up", "system time", "system time barrier"], all.Except(noTime));
        Assert.Equal(["reference generator reset on", "reference generator reset length", "reference generator reset off"],
            all.Except(noReference));
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Throws<ArgumentException>(() => SystemInit.Steps(new() { HighSpeedLinks = false }));
    }

    [Fact]
    public void The_jboa_board_sets_its_supplies_over_I2C_and_differs_in_nothing_else()
    {
        string[] cube = Names(new()), jboa = Names(new() { Board = AdapterBoard.Jboa });
        Assert.Equal(["board I2C multiplexer", "board potentiometers", "board I/O expander", "board barrier"], jboa.Except(cube));
        ulong[] words = SystemInit.Program(new() { Board = AdapterBoard.Jboa }).Words.ToArray();
        Assert.DoesNotContain(words, word => word >> 56 == ToFpga.OmnibusAddressHeader && (uint)word is >= 0x8800_7000 and < 0x8800_7800);
        // The multiplexer takes one bare byte; the wipers go to 0x2C..0x2E with a stop at their last byte (register-map 13.2, 15).
        int first = Array.IndexOf(words, ToFpga.OmnibusAddress(0x8800_7800 + 0x70 + 0x80, read: false));
        Assert.Equal(ToFpga.OmnibusData(7), words[first + 1]);
        (uint Address, uint Data)[] writes = [.. Enumerable.Range(0, words.Length - 1).Where(i => words[i] >> 56 == ToFpga.OmnibusAddressHeader)
            .Select(i => ((uint)words[i], (uint)words[i + 1]))];
        Assert.Equal([0xA7u, 0x93u, 0xA8u, 0xA8u, 0xA8u, 0xA7u],
            writes.Where(w => w.Address is >= 0x8800_7800 + 0x2C + 0x80 and <= 0x8800_7800 + 0x2E + 0x80).Select(w => w.Data));
    }

    private static string[] Names(BringUpOptions options) => [.. SystemInit.Steps(options).Select(step => step.Name)];
}
