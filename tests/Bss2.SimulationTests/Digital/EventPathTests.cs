using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Runtime.BringUp;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Digital;

/// <summary>Programs through the emulated FPGA and chip, without neurons.</summary>
public sealed class EventPathTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_label_looped_through_the_crossbar_comes_back_with_its_time()
    {
        await using var chip = new EmulatorExecutor(new());
        await chip.ExecuteAsync(SystemInit.Program(new()), Token);
        var builder = new PlaybackProgramBuilder();
        builder.Write(new SystimeSync()).Write(new EventRecordingConfig { EnableEventRecording = true });
        builder.Setup().WaitUntil(1000);
        Ticket<NullPayloadReadable> tick = builder.Tick();
        builder.Spike(new SpikeLabel(0x4123)).WaitUntil(2000);
        PlaybackResult result = await chip.ExecuteAsync(builder.Build(), Token);
        SpikeEvent spike = Assert.Single(result.Spikes);
        Assert.Equal(0x4123, spike.Label.Value);
        Assert.InRange((long)spike.ChipTime.Cycles - (long)tick.Time(result).Cycles, 1, 20);
        Assert.True(chip.Statistics.IsBalanced());
    }

    [Fact]
    public async Task A_regular_background_source_keeps_its_period()
    {
        // analog-core 8.7 item 10: 10^7 FPGA cycles at period 1000 give 20,000 events.
        await using var chip = new EmulatorExecutor(new());
        await chip.ExecuteAsync(SystemInit.Program(new()), Token);
        var builder = new PlaybackProgramBuilder();
        builder.Write(new CrossbarOutputConfig { EnableEventCounter = [.. Enumerable.Repeat(true, 12)] });
        builder.Write(new BackgroundSource(3), new BackgroundSpikeSource { Enable = true, Period = 1000, NeuronLabel = 77 });
        builder.Setup().WaitUntil(10_000_000);
        builder.Write(new BackgroundSource(3), new BackgroundSpikeSource());
        builder.Setup().WaitUntil(1000);
        await chip.ExecuteAsync(builder.Build(), Token);
        Assert.InRange(chip.Statistics.BackgroundEvents, 19_999, 20_001);
        Assert.True(chip.Statistics.IsBalanced());
    }

    [Fact]
    public async Task Registers_read_back_and_byte_enables_touch_only_their_bytes()
    {
        await using var chip = new EmulatorExecutor(new());
        await chip.ExecuteAsync(SystemInit.Program(new()), Token);
        var builder = new PlaybackProgramBuilder();
        const uint address = 0x8000_0010;
        builder.WriteOmnibus(address, 0x1234_5678);
        Ticket<uint>[] reads = new Ticket<uint>[4];
        for (int b = 0; b < 4; b++)
        {
            builder.WriteOmnibus(address, 0x8765_4321, 1 << b);
            reads[b] = builder.ReadOmnibus(address);
        }
        var at = new SynapseQuadAddress(12345);
        builder.Write(at, new SynapseQuad { Weights = [1, 2, 3, 63], Labels = [9, 8, 7, 6], TimeCalibs = [3, 2, 1, 0] });
        Ticket<SynapseQuad> quad = builder.Read<SynapseQuad, SynapseQuadAddress>(at);
        Ticket<SynapseWeightQuad> weights = builder.Read<SynapseWeightQuad, SynapseQuadAddress>(at);
        builder.Barrier(Barriers.Omnibus);
        PlaybackResult result = await chip.ExecuteAsync(builder.Build(), Token);
        // link-and-playback 3.4: overwriting byte by byte.
        Assert.Equal([0x1234_5621u, 0x1234_4321u, 0x1265_4321u, 0x8765_4321u], reads.Select(ticket => ticket.Read(result)));
        Assert.Equal([1, 2, 3, 63], quad.Read(result).Weights);
        Assert.Equal([9, 8, 7, 6], quad.Read(result).Labels);
        Assert.Equal([3, 2, 1, 0], quad.Read(result).TimeCalibs);
        Assert.Equal([1, 2, 3, 63], weights.Read(result).Values);
    }

    [Fact]
    public async Task An_unmapped_address_fails_by_name_and_a_program_without_halt_is_refused()
    {
        await using var chip = new EmulatorExecutor(new());
        await chip.ExecuteAsync(SystemInit.Program(new()), Token);
        var builder = new PlaybackProgramBuilder();
        builder.Setup().WriteOmnibus(0x0003_0000, 1);
        UnmappedAddressException unmapped = await Assert.ThrowsAsync<UnmappedAddressException>(
            async () => await chip.ExecuteAsync(builder.Build(), Token));
        Assert.Equal(0x0003_0000u, unmapped.Address);
        Assert.Equal(2, unmapped.ProgramPosition);
        Assert.Contains("nearest block", unmapped.Message, StringComparison.Ordinal);
        builder.Setup();
        await Assert.ThrowsAsync<PlaybackException>(async () => await chip.ExecuteAsync(builder.BuildWithoutHalt(), Token));
        // The chip goes on afterwards.
        Ticket<uint> timeout = builder.ReadOmnibus(0x8800_0009);
        builder.Barrier(Barriers.Omnibus);
        Assert.Equal(1_250_000u, timeout.Read(await chip.ExecuteAsync(builder.Build(), Token)));
    }

    [Fact]
    public async Task A_read_without_a_barrier_and_a_poll_that_never_ends_are_errors()
    {
        await using var chip = new EmulatorExecutor(new());
        await chip.ExecuteAsync(SystemInit.Program(new()), Token);
        var builder = new PlaybackProgramBuilder();
        builder.Write(new PollingOmnibusBlockConfig { Address = 0x8800_0009, Mask = 1, Target = 1 });
        builder.Write(new InstructionTimeoutConfig { Value = 1000 });
        builder.PollingOmnibusBlock(untilEqual: true);
        InstructionTimeoutException timeout = await Assert.ThrowsAsync<InstructionTimeoutException>(
            async () => await chip.ExecuteAsync(builder.Build(), Token));
        Assert.Equal(8, timeout.Instruction);
        builder.ReadOmnibus(0x0013_0065);
        PlaybackException late = await Assert.ThrowsAsync<PlaybackException>(
            async () => await chip.ExecuteAsync(builder.Build(), Token));
        Assert.Contains("Barrier", late.Message, StringComparison.Ordinal);
    }
}
