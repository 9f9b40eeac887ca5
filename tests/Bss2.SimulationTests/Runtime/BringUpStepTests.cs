using Bss2.Emulator;
using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Hal.Registers;
using Bss2.Runtime;
using Bss2.Runtime.BringUp;
using Bss2.SimulationTests.Readout;

namespace Bss2.SimulationTests.Runtime;

/// <summary>Each step of bring-up left out, one at a time: what a user is told, and whether that is the cause.</summary>
public sealed class BringUpStepTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Step; what a chip in use left behind that makes it matter (null: fresh from power-on); what the session's error says; what the
    // emulator, which knows, says (null: nothing there failed to answer).
    private static readonly (string Step, Action<PlaybackProgramBuilder>? Before, string Session, string? Emulator)[] s_observable =
    [
        ("instruction timeout", b => b.Write(new InstructionTimeoutConfig { Value = 2_000_000 }), "InstructionTimeoutConfig", null),
        ("board shift register", b => b.Write(new ShiftRegister { EnableVdd = [true, true, true, true, false, true] }),
            "supply vdd12_madc is off (ShiftRegister)", null),
        ("board DAC channels", b => b.Write(new BoardDacChannel(13), new DACChannel { Value = 1600 }),
            "supply vdd12_pll is at 1.368 V instead of 1.2 V (DACChannel)", null),
        ("reset on", AppendBringUp, "PHY 0, 1, 2, 3, 4, 5, 6, 7 did not come up anew: the chip was not reset (ResetChip)", null),
        ("reset off", null, "its reset is held (ResetChip)", "the chip's reset is held (ResetChip)"),
        ("ADPLL 0", null, "ADPLL 0 does not hold the standard settings", "no PLL clock \"serdes\": ADPLL 0 is not configured"),
        ("ADPLL 1", null, "its core has no clock (ADPLL, PLLClockOutputBlock)", "no PLL clock \"core\": ADPLL 1 is not configured"),
        ("PLL clock outputs", null, "its core has no clock (ADPLL, PLLClockOutputBlock)", "is not enabled (PLLClockOutputBlock)"),
        ("PHYs of the FPGA", null, "PHY 0, 1, 2, 3, 4, 5, 6, 7: not set up on the FPGA (PhyConfigFPGA)", "(PhyConfigFPGA)"),
        ("PHYs of the chip", null, "not set up on the chip (PhyConfigChip)", "(PhyConfigChip)"),
        ("PLL and PHY settling", null, "before the PLLs had locked", "ADPLL 1 has not locked yet"),
        ("PHY enables of the FPGA", null, "not enabled on the FPGA (CommonPhyConfigFPGA)", "(CommonPhyConfigFPGA)"),
        ("PHY enables of the chip", null, "not enabled on the chip (CommonPhyConfigChip", "(CommonPhyConfigChip)"),
        // The barrier after it then has nothing to wait for.
        ("system time base", null, "system time is not synchronised (SystimeSync)", "system time was not synchronised: no high-speed link is up"),
        ("links are up", null, "system time is not synchronised (SystimeSync)", "system time was not synchronised: no high-speed link is up"),
        ("system time", null, "system time is not synchronised (SystimeSync)", null),
        ("event recording", null, "events are not recorded (EventRecordingConfig)", null),
        ("reference generator reset off", null, "held in reset (ReferenceGeneratorConfig)", null),
    ];

    // What the emulated chip does not show: the session opens all the same.
    private static readonly Dictionary<string, string> s_silent = new()
    {
        ["board DAC control"] = "the DACs drive from power-on",
        ["supply settling"] = "emulated supplies settle at once",
        ["reset length"] = "a reset of any length takes effect",
        ["after reset"] = "the chip takes JTAG at once",
        ["JTAG clock"] = "the identity check before it has set it; without that, JTAG is only slower",
        ["JTAG reset"] = "the identity check before it has done it; without that: JTAG_that_was_never_reset_names_itself",
        ["system time barrier"] = "the emulated synchronisation takes no time",
        ["reference generator reset on"] = "only analog values show it: A_reference_that_was_not_started_shows_in_analog_values",
        ["reference generator reset length"] = "the same",
        ["CapMem SRAM timing"] = "emulated memories work at any timing",
        ["CADC offset SRAM timing"] = "the same",
        ["synapse driver SRAM timing"] = "the same",
        ["neuron SRAM timing"] = "the same",
        ["neuron backend SRAM timing"] = "the same",
        ["synapse arrays"] = "the same",
        ["final barrier"] = "the next program waits as well",
    };

    public static TheoryData<string> Observable => [.. s_observable.Select(step => step.Step)];

    public static TheoryData<string> Silent => [.. s_silent.Keys];

    [Fact]
    public void Every_step_is_listed_once() => Assert.Equal(SystemInit.Steps(new()).Select(step => step.Name).Order(),
        s_observable.Select(step => step.Step).Concat(s_silent.Keys).Order());

    [Theory]
    [MemberData(nameof(Observable))]
    public async Task A_step_left_out_is_named_by_the_failure(string step)
    {
        (_, Action<PlaybackProgramBuilder>? before, string said, string? cause) = s_observable.Single(entry => entry.Step == step);
        var chip = new EmulatorExecutor(new());
        if (before is not null)
        {
            var builder = new PlaybackProgramBuilder();
            before(builder);
            await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        }
        await using ChipSession session = Without(chip, step);
        BringUpException failure = await Assert.ThrowsAsync<BringUpException>(() => session.OpenAsync(Token).AsTask());
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Equal(ChipSessionState.Faulted, session.State);
        if (cause is null)
        {
            Assert.Empty(chip.Diagnostics.Entries);
        }
        else
        {
            Assert.Contains(chip.Diagnostics.Entries, entry => entry.Name.Contains(cause, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("board potentiometers", "supply vdd12_pll is at 1.028 V instead of 1.2 V (AD5252ChannelConfig)")]
    [InlineData("board I/O expander", "supply vdd12_madc is off (TCA9554Config)")]
    public async Task A_step_of_a_jBOA_left_out_is_named_too(string step, string said)
    {
        var options = new BringUpOptions { Board = AdapterBoard.Jboa };
        var chip = new EmulatorExecutor(new());
        var builder = new PlaybackProgramBuilder();
        builder.Write(new PotentiometerChannel(2), new AD5252ChannelConfig { Value = 95 });
        builder.Write(new TCA9554Config { Output = [false, false, false, true, false, false, false, false] });
        await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        await using var session = new ChipSession(chip, options, new(), [.. SystemInit.Steps(options).Where(other => other.Name != step)]);
        BringUpException failure = await Assert.ThrowsAsync<BringUpException>(() => session.OpenAsync(Token).AsTask());
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Silent))]
    public async Task A_step_without_effect_here_may_be_left_out(string step)
    {
        await using ChipSession session = Without(new EmulatorExecutor(new()), step);
        await session.OpenAsync(Token);
        Assert.Equal(ChipSessionState.Open, session.State);
    }

    [Theory]
    [InlineData("PHYs of the FPGA", "PHY 3: not set up on the FPGA (PhyConfigFPGA)")]
    [InlineData("PHYs of the chip", "PHY 3: all that can be read back is in order, so not set up on the chip (PhyConfigChip)")]
    [InlineData("PHY enables of the FPGA", "PHY 3: not enabled on the FPGA (CommonPhyConfigFPGA)")]
    [InlineData("PHY enables of the chip", "PHY 3: not enabled on the chip (CommonPhyConfigChip")]
    public async Task A_single_PHY_left_out_is_named(string step, string said)
    {
        bool[] others = [.. Enumerable.Range(0, Phy.Count).Select(phy => phy != 3)];
        Action<PlaybackProgramBuilder> instead = step switch
        {
            "PHYs of the FPGA" => b => EachOther(phy => b.Write(phy, new PhyConfigFPGA())),
            "PHYs of the chip" => b => EachOther(phy => b.Write(phy, new PhyConfigChip())),
            "PHY enables of the FPGA" => b => b.Write(new CommonPhyConfigFPGA { EnablePhy = others }),
            _ => b => b.Write(new CommonPhyConfigChip { EnablePhy = others }),
        };
        await using var session = new ChipSession(new EmulatorExecutor(new()), new(), new(),
            [.. SystemInit.Steps(new()).Select(other => other.Name == step ? new BringUpStep(step, instead) : other)]);
        BringUpException failure = await Assert.ThrowsAsync<BringUpException>(() => session.OpenAsync(Token).AsTask());
        Assert.Contains("PHY 3 never came up", failure.Message, StringComparison.Ordinal);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Equal(7, failure.Report!.PhysUp);
    }

    [Fact]
    public async Task JTAG_that_was_never_reset_names_itself()
    {
        await using var chip = new EmulatorExecutor(new());
        PlaybackProgram program = ProgramWithout("JTAG reset");
        InstructionTimeoutException timeout = await Assert.ThrowsAsync<InstructionTimeoutException>(() => chip.ExecuteAsync(program, Token).AsTask());
        Assert.Contains("SystimeSyncBase", timeout.Message, StringComparison.Ordinal);
        Assert.Contains(chip.Diagnostics.Entries, entry => entry.Name.Contains("ResetJTAGTap", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("reference generator reset on")]
    [InlineData("reference generator reset length")]
    [InlineData("settling")]
    public async Task A_reference_that_was_not_started_shows_in_analog_values(string? without)
    {
        // The membrane rests at the leak potential; a cell that did not follow its code leaves it elsewhere.
        await using var harness = new ReadoutHarness(new() { Noise = false }) { BringUp = ProgramWithout(without) };
        harness.SetUpCommon();
        harness.SetUpCadc();
        harness.AddNeuron(4, ReadoutHarness.Neuron, leak: 600, threshold: 900);
        if (without == "settling")
        {
            harness.Configure(4, ReadoutHarness.Neuron);
        }
        else
        {
            harness.Settle();
        }
        harness.WaitUs(100);
        Func<PlaybackResult, int[]> read = harness.ReadCadc(0);
        int code = read(await harness.RunAsync())[4 + 256];
        string causes = string.Join('\n', harness.Chip.Diagnostics.Entries);
        Assert.Equal(without is not (null or "settling"), causes.Contains(
            "CapMem cells were written that do not follow their codes: the reference generator was never reset long enough", StringComparison.Ordinal));
        // The nominal ramp reads 0.24 V, the leak potential of code 600, as 40. Converter and membrane both hang on cells.
        if (without is null)
        {
            Assert.InRange(code, 38, 42);
        }
        else
        {
            Assert.NotInRange(code, 20, 60);
        }
    }

    [Fact]
    public async Task A_timeout_names_the_registers_that_did_not_answer()
    {
        await using var chip = new EmulatorExecutor(new());
        var builder = new PlaybackProgramBuilder();
        builder.Read<FPGADeviceDNA, Unique>(default);
        builder.Read<SynapseDriverSRAMTimingConfig, Hemisphere>(new(1));
        builder.Read<CapMemCell, CapMemCellAddress>(new AtomicNeuron(3).Cell(new(2)));
        InstructionTimeoutException timeout = await Assert.ThrowsAsync<InstructionTimeoutException>(
            () => chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token).AsTask());
        Assert.Contains("SynapseDriverSRAMTimingConfig(Hemisphere 1) at 0x00118602", timeout.Message, StringComparison.Ordinal);
        Assert.Contains("CapMemCell(CapMemCellAddress", timeout.Message, StringComparison.Ordinal);
        Assert.Contains("3 reads are unanswered", timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_container_on_the_Omnibus_is_known_by_its_address()
    {
        Assert.All(ContainerCatalogue.All.Where(entry => entry.UsualRead == RegisterTransports.Omnibus || entry.UsualWrite == RegisterTransports.Omnibus),
            entry => Assert.All((int[])[0, entry.CoordinateCount / 2, entry.CoordinateCount - 1], c => Assert.All(entry.Addresses(c), address =>
            {
                string name = RegisterNames.Find(address) ?? "";
                ContainerEntry found = ContainerCatalogue.Find(name.Split('(')[0])!;
                Assert.Contains(address, found.Addresses(found.CoordinateCount == 1 ? 0 : int.Parse(name.Split(' ')[1][..^1], null)));
            })));
        Assert.Null(RegisterNames.Find(0x0000_1234));
        Assert.Contains("INA219Config", RegisterNames.Find(0x8800_7800 + 0x41 + 0x80)!, StringComparison.Ordinal);
    }

    private static ChipSession Without(EmulatorExecutor chip, string step) =>
        new(chip, new(), new(), [.. SystemInit.Steps(new()).Where(other => other.Name != step)]);

    private static PlaybackProgram ProgramWithout(string? step)
    {
        var builder = new PlaybackProgramBuilder();
        foreach (BringUpStep other in SystemInit.Steps(new()).Where(other => other.Name != step))
        {
            other.Append(builder);
        }
        return builder.Build();
    }

    private static void AppendBringUp(PlaybackProgramBuilder builder)
    {
        foreach (BringUpStep step in SystemInit.Steps(new()))
        {
            step.Append(builder);
        }
    }

    private static void EachOther(Action<Phy> action)
    {
        foreach (int phy in Enumerable.Range(0, Phy.Count).Where(phy => phy != 3))
        {
            action(new(phy));
        }
    }
}
