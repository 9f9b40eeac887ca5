using Bss2.Emulator;
using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Runtime;

namespace Bss2.SimulationTests.Runtime;

/// <summary>Life of a session: who may be opened, what a failure leaves, how it goes on.</summary>
public sealed class ChipSessionTests
{
    private const uint OtherChip = 0x4485_90AF;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> WrongChips => new()
    {
        { "jtag", "found JTAG id 0x348580AF (version 3), expected 0x448590AF (version 4)" },
        { "dna", "found FPGA DNA 0x0000B5520000004, expected 0x000000000000005" },
        { "identity", "found \"emulator:3\", expected \"emulator:5\"" },
    };

    [Theory]
    [MemberData(nameof(WrongChips))]
    public async Task Another_chip_is_refused_by_name_and_left_as_it_is(string what, string said)
    {
        var chip = new EmulatorExecutor(new() { Die = 3 });
        await chip.ExecuteAsync(new PlaybackProgramBuilder().Write(new EventRecordingConfig { EnableEventRecording = true })
            .Barrier(Barriers.Omnibus).Build(), Token);
        ExpectedChip expected = what switch
        {
            "jtag" => new() { JtagId = OtherChip },
            "dna" => new() { FpgaDna = 5 },
            _ => new() { FpgaDna = EmulatorExecutor.DeviceDna(3), Identity = "emulator:5" },
        };
        await using var session = new ChipSession(chip, expected: expected);
        ChipIdentityException refusal = await Assert.ThrowsAsync<ChipIdentityException>(() => session.OpenAsync(Token).AsTask());
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(chip.Chip.Name, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(new(ChipIdentity.HicannXv3, EmulatorExecutor.DeviceDna(3)), refusal.Found);
        // Bring-up, which begins with the chip's reset, has not begun: neither reset nor links.
        Assert.True(chip.DigitalChip.Links.ResetHeld);
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.ExecuteAsync(new PlaybackProgramBuilder().Build(), Token).AsTask());
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    public void A_port_where_nothing_answers_is_no_wrong_chip(uint id)
    {
        ChipDescription chip = new("board 7", IsEmulated: false, "7");
        Assert.Contains("no chip answers on JTAG",
            Assert.Throws<ChipIdentityException>(() => new ExpectedChip().Check(chip, new(id, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_program_is_examined_and_the_session_opens_again()
    {
        await using var session = new ChipSession(new EmulatorExecutor(new()));
        Assert.Contains("call OpenAsync first", (await Refused(session)).Message, StringComparison.Ordinal);
        await session.OpenAsync(Token);
        Assert.Equal(8, session.Link!.PhysUp);
        var builder = new PlaybackProgramBuilder();
        builder.Write(new CommonPhyConfigFPGA { EnablePhy = new bool[Phy.Count] });
        builder.Read<CapMemBlockConfig, CapMemBlock>(new(2));
        InstructionTimeoutException failure = await Assert.ThrowsAsync<InstructionTimeoutException>(
            () => session.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token).AsTask());
        Assert.Contains("CapMemBlockConfig(CapMemBlock 2)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Post-mortem: no PHY is up", failure.Message, StringComparison.Ordinal);
        Assert.Contains("PHY 0, 1, 2, 3, 4, 5, 6, 7: not enabled on the FPGA", failure.Message, StringComparison.Ordinal);
        Assert.Equal((ChipSessionState.Faulted, 0), (session.State, session.Link!.PhysUp));
        Assert.Contains("call OpenAsync again", (await Refused(session)).Message, StringComparison.Ordinal);
        await session.OpenAsync(Token);
        Ticket<CapMemSRAMTimingConfig> read = builder.Read<CapMemSRAMTimingConfig, CapMemBlock>(new(0));
        PlaybackResult result = await session.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        Assert.Equal(new CapMemSRAMTimingConfig(), read.Read(result));
        Assert.Equal(8, session.Link!.PhysUp);
    }

    [Fact]
    public async Task A_run_that_was_cancelled_faults_the_session()
    {
        await using var session = new ChipSession(new EmulatorExecutor(new()));
        await session.OpenAsync(Token);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => session.ExecuteAsync(new PlaybackProgramBuilder().Build(), cancelled.Token).AsTask());
        Assert.Contains("a run was cancelled", (await Refused(session)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_switch_without_effect_is_counted_and_fatal_when_strict(bool strict)
    {
        const uint eventSwitch = 0x8800_7C00;
        List<EmulatorDiagnostic> log = [];
        var chip = new EmulatorExecutor(new() { Strict = strict, Log = log.Add });
        await using var session = new ChipSession(chip);
        await session.OpenAsync(Token);
        Assert.Empty(log);
        PlaybackProgram program = new PlaybackProgramBuilder().WriteOmnibus(eventSwitch, 5).WriteOmnibus(eventSwitch, 6)
            .Barrier(Barriers.Omnibus).Build();
        if (strict)
        {
            NotEmulatedException fatal = await Assert.ThrowsAsync<NotEmulatedException>(() => session.ExecuteAsync(program, Token).AsTask());
            Assert.Equal((eventSwitch, 0L), (fatal.Address, fatal.ProgramPosition / 2));
            Assert.Contains("0x88007C00 = 0x00000005", fatal.Message, StringComparison.Ordinal);
            Assert.Equal(ChipSessionState.Faulted, session.State);
            return;
        }
        await session.ExecuteAsync(program, Token);
        EmulatorDiagnostic entry = Assert.Single(chip.Diagnostics.Entries);
        Assert.Equal((EmulatorDiagnosticKind.Ignored, 2), (entry.Kind, entry.Count));
        Assert.Contains("0x88007C00 = 0x00000005", entry.First, StringComparison.Ordinal);
        Assert.Single(log);
    }

    private static async Task<InvalidOperationException> Refused(ChipSession session) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.ExecuteAsync(new PlaybackProgramBuilder().Build(), Token).AsTask());
}
