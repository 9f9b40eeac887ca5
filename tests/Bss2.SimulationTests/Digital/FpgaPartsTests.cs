using Bss2.Emulator;
using Bss2.Emulator.Fpga;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Runtime.BringUp;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Digital;

/// <summary>Parts of the FPGA and of the chip's periphery that no network needs, each against its register description.</summary>
public sealed class FpgaPartsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SpikeIO_leads_events_back_as_other_labels_after_their_serial_time()
    {
        const int scaler = 40, first = 0x4123, second = 0x4200, address = 77;
        await using EmulatorExecutor chip = await BroughtUpAsync();
        var builder = new PlaybackProgramBuilder();
        builder.Write(new SpikeIOConfig { DataRateScaler = scaler, EnableTx = true, EnableRx = true, EnableInternalLoopback = true });
        builder.Write(new SpikeLabelNumber(first), new SpikeIOOutputRoute { Target = address });
        builder.Write(new SpikeIOAddress(address), new SpikeIOInputRoute { Target = second });
        builder.Barrier(Barriers.Omnibus).Setup().WaitUntil(1000).Spike(new(first)).WaitUntil(5000);
        PlaybackResult result = await chip.ExecuteAsync(builder.Build(), Token);
        Assert.Equal([first, second], result.Spikes.Select(spike => (int)spike.Label.Value));
        long gap = (long)(result.Spikes[1].ChipTime.Cycles - result.Spikes[0].ChipTime.Cycles);
        // Ten bits of 40 cycles, and the way out and back in once more.
        Assert.InRange(gap, EventReceiver.SerialBits * scaler, EventReceiver.SerialBits * scaler + 40);
        // A label without a route stays where it is; so do all once the receiver is off.
        builder.Spike(new(second)).Write(new SpikeIOConfig { DataRateScaler = scaler, EnableTx = true, EnableInternalLoopback = true })
            .Barrier(Barriers.Omnibus).Spike(new(first)).Wait(5000);
        result = await chip.ExecuteAsync(builder.Build(), Token);
        Assert.Equal([second, first], result.Spikes.Select(spike => (int)spike.Label.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_performance_test_gets_its_words_back_over_a_link_only(bool broughtUp)
    {
        await using EmulatorExecutor chip = broughtUp ? await BroughtUpAsync() : new(new());
        var builder = new PlaybackProgramBuilder();
        builder.Write(new PerfTest { Enable = true }).Wait(100_000).Write(new PerfTest()).Barrier(Barriers.Omnibus);
        Ticket<PerfTestStatus> read = builder.Read<PerfTestStatus, Unique>(default);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        PerfTestStatus status = read.Read(result);
        Assert.InRange(status.Sent, 100_000u, 100_020u);
        Assert.Equal(broughtUp ? (status.Sent, status.Sent, 0u) : (0u, 0u, 0u), (status.Received, status.InOrder, status.ErrorWord));
    }

    [Fact]
    public async Task The_PLL_self_test_counts_the_selected_clock()
    {
        await using EmulatorExecutor chip = await BroughtUpAsync();
        var builder = new PlaybackProgramBuilder();
        List<Ticket<PLLSelfTestStatus>> reads = [];
        // Serdes at 500 MHz against 2^10 periods of 50 MHz: 10 240; what is expected decides success.
        foreach (int expected in (int[])[10_240, 10_245, 10_250])
        {
            builder.Write(new PLLSelfTest { ClockEnable = true, PreScalerP = 10, CheckRange = 5, CheckValue = expected });
            reads.Add(builder.Read<PLLSelfTestStatus, Unique>(default));
            builder.Barrier(Barriers.Omnibus | Barriers.Jtag).Wait(10_000);
            reads.Add(builder.Read<PLLSelfTestStatus, Unique>(default));
        }
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus | Barriers.Jtag).Build(), Token);
        PLLSelfTestStatus[] status = [.. reads.Select(ticket => ticket.Read(result))];
        Assert.Equal([false, true, false, true, false, true], status.Select(s => s.Finished));
        Assert.Equal([true, true, false], new[] { status[1], status[3], status[5] }.Select(s => s.Success));
        Assert.Equal(10_240, status[1].CounterValue);
    }

    [Fact]
    public async Task A_reset_of_the_host_link_takes_the_FPGA_to_defaults_and_leaves_chip_and_memories()
    {
        await using var link = new EmulatorLink(new() { Die = 7 });
        await using var chip = new WireExecutor(link, TimeSpan.FromMinutes(1), TimeProvider.System);
        await chip.ExecuteAsync(SystemInit.Program(new()), Token);
        var builder = new PlaybackProgramBuilder();
        builder.Write(new InstructionTimeoutConfig { Value = 77_777 }).Write(new SpikeIOAddress(3), new SpikeIOInputRoute { Target = 5 });
        builder.Write(new ExternalPpuByte(9), new ExternalPPUMemoryByte { Value = 0xAB });
        builder.Write(new SynapseQuadAddress(12), new SynapseWeightQuad { Values = [1, 2, 3, 4] });
        await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        link.Reset();
        Ticket<InstructionTimeoutConfig> timeout = builder.Read<InstructionTimeoutConfig, Unique>(default);
        Ticket<EventRecordingConfig> recording = builder.Read<EventRecordingConfig, Unique>(default);
        Ticket<SpikeIOInputRoute> route = builder.Read<SpikeIOInputRoute, SpikeIOAddress>(new(3));
        Ticket<ExternalPPUMemoryByte> memory = builder.Read<ExternalPPUMemoryByte, ExternalPpuByte>(new(9));
        Ticket<CommonPhyConfigFPGA> phys = builder.Read<CommonPhyConfigFPGA, Unique>(default);
        Ticket<FPGASystimeSyncActiveState> systime = builder.Read<FPGASystimeSyncActiveState, Unique>(default);
        Ticket<FPGADeviceDNA> dna = builder.Read<FPGADeviceDNA, Unique>(default);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        Assert.Equal(new InstructionTimeoutConfig(), timeout.Read(result));
        Assert.Equal((false, 0xFFFF), (recording.Read(result).EnableEventRecording, route.Read(result).Target));
        Assert.DoesNotContain(true, phys.Read(result).EnablePhy);
        Assert.False(systime.Read(result).ActiveState);
        Assert.Equal(EmulatorExecutor.DeviceDna(7), (ulong)dna.Read(result).Value);
        Assert.Equal(0xAB, memory.Read(result).Value);
        // The chip kept its PHY settings: the FPGA's alone bring the links back, and its weights are there.
        foreach (int phy in Enumerable.Range(0, Phy.Count))
        {
            builder.Write(new Phy(phy), new PhyConfigFPGA());
        }
        builder.Write(new CommonPhyConfigFPGA());
        Ticket<SynapseWeightQuad> weights = builder.Read<SynapseWeightQuad, SynapseQuadAddress>(new(12));
        result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        Assert.Equal<int>([1, 2, 3, 4], weights.Read(result).Values);
        Assert.Equal(Phy.Count, result.LinkNotifications.Count(n => n.LinkUp));
    }

    [Fact]
    public async Task PHYs_that_go_down_in_mid_run_are_announced_and_what_they_carried_is_counted()
    {
        await using EmulatorExecutor chip = await BroughtUpAsync();
        var builder = new PlaybackProgramBuilder();
        builder.Setup().WaitUntil(1000);
        for (int k = 0; k < 3 * Phy.Count; k++)
        {
            builder.Spike(new SpikeLabel((ushort)(0x4000 + k)));
        }
        // The chip's side of PHYs 2 and 5 goes; a fabric full of events is on its way.
        builder.Write(new CommonPhyConfigChip { EnablePhy = [.. Enumerable.Range(0, Phy.Count).Select(phy => phy is not (2 or 5))] });
        builder.WaitUntil(30_000);
        PlaybackResult result = await chip.ExecuteAsync(builder.Build(), Token);
        Assert.Equal([(2, false), (5, false)], result.LinkNotifications.Select(n => (n.Phy, n.LinkUp)).Order());
        Ticket<PhyStatus>[] status = [.. Enumerable.Range(0, Phy.Count).Select(phy => builder.Read<PhyStatus, Phy>(new(phy)))];
        PlaybackResult later = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), Token);
        Assert.Equal([2, 5], Enumerable.Range(0, Phy.Count).Where(phy => status[phy].Read(later).OnlineTime == 0));
        long lost = status.Sum(s => (long)s.Read(later).CrcErrorCount + s.Read(later).RxDroppedCount);
        Assert.Equal(3 * Phy.Count, result.Spikes.Count + lost);
        Assert.True(chip.Statistics.IsBalanced());
    }

    private static async Task<EmulatorExecutor> BroughtUpAsync()
    {
        var chip = new EmulatorExecutor(new());
        await chip.ExecuteAsync(SystemInit.Program(new()), Token);
        return chip;
    }
}
