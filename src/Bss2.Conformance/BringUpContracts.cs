using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Hal.Registers;
using Bss2.Runtime.BringUp;

namespace Bss2.Conformance;

/// <summary>What every chip must do from power-on, before and during bring-up. Each contract gets a chip that nobody touched.</summary>
/// <remarks>Link-and-playback 3.6, 3.7, 6.1 items 12 and 13, 6.2; register-map 11, 13, 15.</remarks>
public static class BringUpContracts
{
    private const uint DriverTiming = 0x0011_0602, TimeoutCycles = 20_000;
    private const int BypassRegister = 127, BypassBits = 20, OfflinePhy = 3;

    /// <summary>The contracts, by what they demand. Each expects an executor that nothing has run on yet.</summary>
    public static IReadOnlyDictionary<string, Func<IPlaybackExecutor, CancellationToken, Task>> All { get; } =
        new SortedDictionary<string, Func<IPlaybackExecutor, CancellationToken, Task>>(StringComparer.Ordinal)
        {
            ["bring-up announces each of eight links, up, once"] = AnnouncesLinks,
            ["bring-up may be repeated on a chip in use"] = Repeats,
            ["replies carry times only once system time is synchronised"] = Times,
            ["JTAG passes bits through its bypass, one bit late"] = Bypass,
            ["JTAG and links reach the same Omnibus"] = JtagOmnibus,
            ["JTAG reaches the Omnibus without links"] = JtagAlone,
            ["a chip whose links are off lets a barrier time out, and the FPGA goes on"] = NoLinks,
            ["a link that goes down during a run is announced, and the others carry on"] = LinkDown,
            ["a chip reset clears the chip and leaves the FPGA alone"] = ChipReset,
            ["the links' counters count what went over them"] = Counters,
        };

    internal static async Task BringUpAsync(IPlaybackExecutor chip, CancellationToken token) =>
        await chip.ExecuteAsync(SystemInit.Program(new()), token).ConfigureAwait(false);

    private static async Task AnnouncesLinks(IPlaybackExecutor chip, CancellationToken token)
    {
        PlaybackResult result = await chip.ExecuteAsync(SystemInit.Program(new()), token).ConfigureAwait(false);
        Require.Equal(Enumerable.Range(0, Phy.Count), result.LinkNotifications.Where(n => n.LinkUp).Select(n => n.Phy).Order());
        Require.All(Enumerable.Range(0, Phy.Count), phy => Require.True(result.LinkNotifications.Last(n => n.Phy == phy).LinkUp));
        var builder = new PlaybackProgramBuilder();
        Ticket<PhyStatus>[] status = [.. Enumerable.Range(0, Phy.Count).Select(i => builder.Read<PhyStatus, Phy>(new(i)))];
        PlaybackResult later = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        Require.Empty(later.LinkNotifications);
        Require.All(status, ticket => Require.InRange(ticket.Read(later).OnlineTime, 1u, uint.MaxValue));
    }

    private static async Task Repeats(IPlaybackExecutor chip, CancellationToken token)
    {
        await BringUpAsync(chip, token).ConfigureAwait(false);
        PlaybackResult again = await chip.ExecuteAsync(SystemInit.Program(new()), token).ConfigureAwait(false);
        Require.All(Enumerable.Range(0, Phy.Count), phy =>
            Require.Equal([false, true], again.LinkNotifications.Where(n => n.Phy == phy).Select(n => n.LinkUp)));
    }

    private static async Task Times(IPlaybackExecutor chip, CancellationToken token)
    {
        await chip.ExecuteAsync(SystemInit.Program(new() { Systime = false }), token).ConfigureAwait(false);
        var builder = new PlaybackProgramBuilder();
        Ticket<NullPayloadReadable> before = builder.Wait(1000).Tick();
        Ticket<FPGASystimeSyncActiveState> inactive = builder.Read<FPGASystimeSyncActiveState, Unique>(default);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        // Without time messages the host counts messages.
        Require.Equal(1ul, before.Time(result).Cycles);
        Require.True(!inactive.Read(result).ActiveState);
        builder.Write(new SystimeSyncBase { Value = 5000 }).Barrier(Barriers.Omnibus).Write(new SystimeSync()).Barrier(Barriers.Systime);
        Ticket<NullPayloadReadable> after = builder.Wait(1000).Tick();
        Ticket<FPGASystimeSyncActiveState> active = builder.Read<FPGASystimeSyncActiveState, Unique>(default);
        result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        Require.InRange(after.Time(result).Cycles, 6000ul, 6500ul);
        Require.True(active.Read(result).ActiveState);
    }

    private static async Task Bypass(IPlaybackExecutor chip, CancellationToken token)
    {
        const ulong bits = 0b1010_0110_0011_1000_1101;
        var builder = new PlaybackProgramBuilder();
        builder.Write(new JTAGClockScaler()).Write(new ResetJTAGTap());
        Ticket<JTAGIdCode> id = builder.Read<JTAGIdCode, Unique>(default);
        Ticket<ulong> bypassed = builder.ReadJtag(BypassRegister, bits, BypassBits);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Jtag).Build(), token).ConfigureAwait(false);
        Require.Equal(3, id.Read(result).Version);
        Require.Equal(bits << 1 & ((1ul << BypassBits) - 1), bypassed.Read(result));
    }

    private static async Task JtagOmnibus(IPlaybackExecutor chip, CancellationToken token)
    {
        await BringUpAsync(chip, token).ConfigureAwait(false);
        var builder = new PlaybackProgramBuilder();
        SynapseQuadAddress at = new(777), other = new(778);
        builder.Write(at, new SynapseWeightQuad { Values = [1, 2, 3, 4] }).Barrier(Barriers.Omnibus);
        Ticket<SynapseWeightQuad> overJtag = builder.ReadOver<SynapseWeightQuad, SynapseQuadAddress>(RegisterTransports.OmnibusOverJtag, at);
        builder.WriteOver(RegisterTransports.OmnibusOverJtag, other, new SynapseWeightQuad { Values = [9, 8, 7, 6] }).Barrier(Barriers.Jtag);
        Ticket<SynapseWeightQuad> overLinks = builder.Read<SynapseWeightQuad, SynapseQuadAddress>(other);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        Require.Equal<int>([1, 2, 3, 4], overJtag.Read(result).Values);
        Require.Equal<int>([9, 8, 7, 6], overLinks.Read(result).Values);
    }

    private static async Task JtagAlone(IPlaybackExecutor chip, CancellationToken token)
    {
        PlaybackResult result = await chip.ExecuteAsync(SystemInit.Program(new() { HighSpeedLinks = false, CapMemReference = false }), token).ConfigureAwait(false);
        Require.True(!result.LinkNotifications.Any(n => n.LinkUp));
        var builder = new PlaybackProgramBuilder();
        Ticket<SynapseDriverSRAMTimingConfig> read =
            builder.ReadOver<SynapseDriverSRAMTimingConfig, Hemisphere>(RegisterTransports.OmnibusOverJtag, new(0));
        result = await chip.ExecuteAsync(builder.Barrier(Barriers.Jtag).Build(), token).ConfigureAwait(false);
        Require.Equal(new SynapseDriverSRAMTimingConfig(), read.Read(result));
    }

    private static async Task NoLinks(IPlaybackExecutor chip, CancellationToken token)
    {
        await BringUpAsync(chip, token).ConfigureAwait(false);
        var builder = new PlaybackProgramBuilder();
        builder.Write(new InstructionTimeoutConfig { Value = TimeoutCycles });
        builder.Write(new CommonPhyConfigFPGA { EnablePhy = [.. Enumerable.Repeat(false, Phy.Count)] });
        builder.ReadOmnibus(DriverTiming);
        int barrier = builder.Count;
        builder.Barrier(Barriers.Omnibus);
        InstructionTimeoutException timeout = await Require.ThrowsAsync<InstructionTimeoutException>(
            async () => await chip.ExecuteAsync(builder.Build(), token).ConfigureAwait(false));
        Require.Equal(barrier, timeout.Instruction);
        Require.Contains("1 Omnibus reads in flight", timeout.Message);
        Require.Contains($"0x{DriverTiming:X8}", timeout.Message);
        // Both sides still hold their settings: the links train again, and what was asked before is not answered any more.
        Ticket<uint> local = builder.ReadOmnibus(0x8800_0009);
        builder.Write(new CommonPhyConfigFPGA());
        Ticket<uint> remote = builder.ReadOmnibus(DriverTiming);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        Require.Equal(TimeoutCycles, local.Read(result));
        Require.Equal(192u, remote.Read(result));
        Require.Equal(Phy.Count, result.LinkNotifications.Count(n => n.LinkUp));
    }

    private static async Task LinkDown(IPlaybackExecutor chip, CancellationToken token)
    {
        await BringUpAsync(chip, token).ConfigureAwait(false);
        var builder = new PlaybackProgramBuilder();
        builder.Setup().WaitUntil(1000);
        builder.Write(new CommonPhyConfigFPGA { EnablePhy = [.. Enumerable.Range(0, Phy.Count).Select(phy => phy != OfflinePhy)] });
        for (int i = 0; i < Phy.Count; i++)
        {
            builder.WaitUntil(2000 + 100 * (uint)i).Spike(new((ushort)(0x4000 + i)));
        }
        Ticket<uint> read = builder.WaitUntil(4000).ReadOmnibus(DriverTiming);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        Require.Equal([(OfflinePhy, false)], result.LinkNotifications.Select(n => (n.Phy, n.LinkUp)));
        Require.Equal(Enumerable.Range(0x4000, Phy.Count), result.Spikes.Select(spike => (int)spike.Label.Value));
        Require.Equal(192u, read.Read(result));
        Ticket<PhyStatus> status = builder.Read<PhyStatus, Phy>(new(OfflinePhy));
        result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        Require.Equal(0u, status.Read(result).OnlineTime);
    }

    private static async Task ChipReset(IPlaybackExecutor chip, CancellationToken token)
    {
        await BringUpAsync(chip, token).ConfigureAwait(false);
        var at = new SynapseQuadAddress(4242);
        var builder = new PlaybackProgramBuilder();
        builder.Write(at, new SynapseWeightQuad { Values = [5, 6, 7, 8] }).WriteOmnibus(0x8000_0020, 0x1234_5678).Barrier(Barriers.Omnibus);
        await chip.ExecuteAsync(builder.Build(), token).ConfigureAwait(false);
        await BringUpAsync(chip, token).ConfigureAwait(false);
        Ticket<SynapseWeightQuad> weights = builder.Read<SynapseWeightQuad, SynapseQuadAddress>(at);
        Ticket<uint> memory = builder.ReadOmnibus(0x8000_0020);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        Require.Equal<int>([0, 0, 0, 0], weights.Read(result).Values);
        Require.Equal(0x1234_5678u, memory.Read(result));
    }

    private static async Task Counters(IPlaybackExecutor chip, CancellationToken token)
    {
        const int accesses = 40;
        await BringUpAsync(chip, token).ConfigureAwait(false);
        var builder = new PlaybackProgramBuilder();
        Ticket<HicannARQStatus> before = builder.Read<HicannARQStatus, Unique>(default);
        for (int i = 0; i < accesses; i++)
        {
            builder.Write(new SynapseQuadAddress(i), new SynapseWeightQuad());
        }
        builder.Barrier(Barriers.Omnibus);
        Ticket<HicannARQStatus> after = builder.Read<HicannARQStatus, Unique>(default);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        Require.True(after.Read(result).WriteCount - before.Read(result).WriteCount >= accesses);
        Require.True(after.Read(result).RxCount > before.Read(result).RxCount);
    }
}
