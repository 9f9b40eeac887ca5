using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Spikes;

namespace Bss2.Conformance;

/// <summary>
/// What every executor must do with a chip that is brought up, whatever lies behind it. Each contract throws where it is broken.
/// </summary>
/// <remarks>Link-and-playback 3 to 5; the sabotage tests show that each of the ways to break them is noticed.</remarks>
public static class PlaybackContracts
{
    private const uint Memory = 0x8000_0100, DropCounter = 0x0013_0065, UnmappedAddress = 0x0003_0000;
    private const int ByteMasks = 16, PollTimeoutCycles = 1000;

    /// <summary>
    /// The contracts, by what they demand. Each expects an executor that nothing has run on yet, and begins with bring-up as its first
    /// program.
    /// </summary>
    public static IReadOnlyDictionary<string, Func<IPlaybackExecutor, CancellationToken, Task>> All { get; } = BroughtUp(
        new SortedDictionary<string, Func<IPlaybackExecutor, CancellationToken, Task>>(StringComparer.Ordinal)
        {
            ["a halt alone comes back"] = HaltAlone,
            ["answers come in the order of their reads"] = AnswersInOrder,
            ["byte enables touch only their bytes"] = ByteEnables,
            ["ticks follow each other cycle by cycle"] = Ticks,
            ["WaitUntil acts to the cycle and never waits for the past"] = Waits,
            ["system time passes its 43rd bit"] = TimeWraps,
            ["a barrier waits for the Omnibus even while JTAG is busy"] = BarrierWhileJtagIsBusy,
            ["a barrier on any single unit returns"] = SingleBarriers,
            ["a read without a barrier is missed and reported"] = MissingBarrier,
            ["JTAG identifies the chip"] = Jtag,
            ["spikes come back once, in order, at their times"] = Spikes,
            ["packs keep the order of their labels"] = SpikePacks,
            ["spikes are recorded only while recording is on"] = RecordingGate,
            ["a poll that never ends is a timeout with its index, and the chip goes on"] = PollTimeout,
            ["an unmapped address fails by name and the program gives nothing"] = Unmapped,
            ["a program without halt, or with two, is refused"] = Halts,
            ["a cancelled run gives nothing"] = Cancelled,
            ["a ticket is only good for its own program"] = Tickets,
        });

    private static SortedDictionary<string, Func<IPlaybackExecutor, CancellationToken, Task>> BroughtUp(
        SortedDictionary<string, Func<IPlaybackExecutor, CancellationToken, Task>> contracts)
    {
        var all = new SortedDictionary<string, Func<IPlaybackExecutor, CancellationToken, Task>>(StringComparer.Ordinal);
        foreach ((string name, Func<IPlaybackExecutor, CancellationToken, Task> contract) in contracts)
        {
            all[name] = async (chip, token) =>
            {
                await BringUpContracts.BringUpAsync(chip, token).ConfigureAwait(false);
                await contract(chip, token).ConfigureAwait(false);
            };
        }
        return all;
    }

    private static async Task HaltAlone(IPlaybackExecutor chip, CancellationToken token)
    {
        PlaybackResult result = await chip.ExecuteAsync(new PlaybackProgramBuilder().Build(), token).ConfigureAwait(false);
        Require.All(Enum.GetValues<AnswerKind>(), kind => Require.Equal(0, result.AnswerCount(kind)));
        Require.Empty(result.Spikes);
    }

    private static async Task AnswersInOrder(IPlaybackExecutor chip, CancellationToken token)
    {
        const int count = 16;
        var builder = new PlaybackProgramBuilder();
        for (uint i = 0; i < count; i++)
        {
            builder.WriteOmnibus(Memory + i, 0xA000_0000 + i);
        }
        Ticket<uint>[] reads = [.. Enumerable.Range(0, count).Select(i => builder.ReadOmnibus(Memory + (uint)(i * 5 % count)))];
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        Require.Equal(Enumerable.Range(0, count).Select(i => 0xA000_0000 + (uint)(i * 5 % count)), reads.Select(r => r.Read(result)));
    }

    private static async Task ByteEnables(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        var reads = new Ticket<uint>[ByteMasks];
        for (int mask = 0; mask < ByteMasks; mask++)
        {
            builder.WriteOmnibus(Memory, 0x1234_5678).WriteOmnibus(Memory, 0xFEDC_BA98, mask);
            reads[mask] = builder.ReadOmnibus(Memory);
        }
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), token).ConfigureAwait(false);
        for (int mask = 0; mask < ByteMasks; mask++)
        {
            uint bits = (uint)Enumerable.Range(0, 4).Sum(b => (mask >> b & 1) != 0 ? 0xFFL << (8 * b) : 0);
            Require.Equal(0x1234_5678u & ~bits | 0xFEDC_BA98u & bits, reads[mask].Read(result));
        }
    }

    private static async Task Ticks(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = Synchronised();
        Ticket<NullPayloadReadable>[] ticks = [.. Enumerable.Range(0, 20).Select(_ => builder.Tick())];
        PlaybackResult result = await chip.ExecuteAsync(builder.Build(), token).ConfigureAwait(false);
        ulong first = ticks[0].Time(result).Cycles;
        Require.Equal(Enumerable.Range(0, 20).Select(i => first + (ulong)i), ticks.Select(tick => tick.Time(result).Cycles));
    }

    // Gaps of 1, 2, 257 and 258 cycles are where the FPGA changes from nothing to sysdelta to systime (4.2).
    private static async Task Waits(IPlaybackExecutor chip, CancellationToken token)
    {
        uint[] timers = [2, 3, 4, 257, 258, 259, 260, 261, 1000, 100_000];
        var builder = Synchronised();
        List<(Ticket<NullPayloadReadable> At, Ticket<NullPayloadReadable> Then, Ticket<NullPayloadReadable> Past)> ticks = [];
        foreach (uint timer in timers)
        {
            builder.Setup();
            Ticket<NullPayloadReadable> at = builder.Tick();
            Ticket<NullPayloadReadable> then = builder.WaitUntil(timer).Tick();
            ticks.Add((at, then, builder.WaitUntil(1).Tick()));
        }
        PlaybackResult result = await chip.ExecuteAsync(builder.Build(), token).ConfigureAwait(false);
        for (int i = 0; i < timers.Length; i++)
        {
            // The first tick acts at timer 1, WaitUntil takes its own cycle, so the next acts at timer + 1, or at 3 if that is later.
            ulong at = ticks[i].At.Time(result).Cycles, then = ticks[i].Then.Time(result).Cycles, past = ticks[i].Past.Time(result).Cycles;
            Require.Equal(Math.Max(timers[i], 2), then - at);
            Require.Equal(2ul, past - then);
        }
        // And the program's own clock runs on between the pieces: Setup, tick, wait, tick, wait, tick, each a cycle.
        Require.All(Enumerable.Range(1, timers.Length - 1), i =>
            Require.Equal(2ul, ticks[i].At.Time(result).Cycles - ticks[i - 1].Past.Time(result).Cycles));
    }

    private static async Task TimeWraps(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        builder.Write(new SystimeSyncBase { Value = (long)FpgaTime.Mask - 50 }).Barrier(Barriers.Omnibus);
        builder.Write(new SystimeSync()).Barrier(Barriers.Systime).Setup();
        Ticket<NullPayloadReadable> before = builder.Tick();
        Ticket<NullPayloadReadable> after = builder.WaitUntil(1000).Tick();
        Ticket<NullPayloadReadable> later = builder.WaitUntil(5000).Tick();
        PlaybackResult result = await chip.ExecuteAsync(builder.Build(), token).ConfigureAwait(false);
        Require.Equal(1000ul, after.Time(result).Cycles - before.Time(result).Cycles & FpgaTime.Mask);
        Require.Equal(4000ul, later.Time(result).Cycles - after.Time(result).Cycles & FpgaTime.Mask);
        Require.True(after.Time(result).Cycles < 1000);
    }

    private static async Task BarrierWhileJtagIsBusy(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = Synchronised();
        builder.WriteOmnibus(Memory, 42).Barrier(Barriers.Omnibus);
        Ticket<JTAGIdCode> slow = builder.Read<JTAGIdCode, Unique>(default);
        Ticket<uint> quick = builder.ReadOmnibus(Memory);
        Ticket<NullPayloadReadable> tick = builder.Barrier(Barriers.Omnibus).Tick();
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Jtag).Build(), token).ConfigureAwait(false);
        Require.Equal(3, slow.Read(result).Version);
        Require.Equal(42u, quick.Read(result));
        Require.True(quick.Time(result) < tick.Time(result));
    }

    private static async Task SingleBarriers(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = Synchronised();
        for (int bit = 0; bit < 5; bit++)
        {
            builder.Barrier((Barriers)(1 << bit));
        }
        Ticket<NullPayloadReadable> tick = builder.Tick();
        PlaybackResult result = await chip.ExecuteAsync(builder.Build(), token).ConfigureAwait(false);
        Require.True(tick.Time(result).Cycles > 0);
    }

    private static async Task MissingBarrier(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        builder.ReadOmnibus(DropCounter);
        PlaybackException late = await Require.ThrowsAsync<PlaybackException>(async () => await chip.ExecuteAsync(builder.Build(), token));
        Require.Contains("Barrier", late.Message);
    }

    private static async Task Jtag(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        Ticket<JTAGIdCode> id = builder.Read<JTAGIdCode, Unique>(default);
        PlaybackResult result = await chip.ExecuteAsync(builder.Barrier(Barriers.Jtag).Build(), token).ConfigureAwait(false);
        Require.Equal(3, id.Read(result).Version);
        Require.Equal(1, result.AnswerCount(AnswerKind.JtagData));
    }

    private static async Task Spikes(IPlaybackExecutor chip, CancellationToken token)
    {
        // Gaps around a chip stamp's 128 cycles, and none shorter than the loop through the crossbar.
        uint[] cycles = [100, 101, 103, 160, 227, 228, 229, 356, 1000, 1001, 1002, 40_000];
        var builder = Looped();
        builder.Setup();
        Ticket<NullPayloadReadable> start = builder.Tick();
        for (int i = 0; i < cycles.Length; i++)
        {
            if (i == 0 || cycles[i] != cycles[i - 1] + 1)
            {
                builder.WaitUntil(cycles[i] - 1);
            }
            builder.Spike(new SpikeLabel((ushort)(0x4000 + i)));
        }
        PlaybackResult result = await chip.ExecuteAsync(builder.WaitUntil(cycles[^1] + 500).Build(), token).ConfigureAwait(false);
        Require.Equal(Enumerable.Range(0, cycles.Length).Select(i => 0x4000 + i), result.Spikes.Select(s => (int)s.Label.Value));
        // Start acts at timer 1. The path takes the same time for all of them, and less than a stamp's 128 cycles.
        ulong[] delays = [.. result.Spikes.Select((s, i) => s.ChipTime.Cycles - (start.Time(result).Cycles - 1 + cycles[i]))];
        Require.All(delays, delay => Require.InRange(delay, 1ul, 127ul));
        Require.Single(delays.Distinct());
        Require.All(result.Spikes, s => Require.InRange(s.FpgaTime.Cycles - s.ChipTime.Cycles, 1ul, 127ul));
        Require.Equal(result.Spikes.OrderBy(s => s.FpgaTime.Cycles), result.Spikes);
    }

    private static async Task SpikePacks(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = Looped();
        builder.Setup().WaitUntil(100);
        builder.Write(new SpikePack3ToChip(new(0x0001), new(0x0002), new(0x0003)));
        builder.WaitUntil(300).Write(new SpikePack2ToChip(new(0x0004), new(0x0005)));
        PlaybackResult result = await chip.ExecuteAsync(builder.WaitUntil(1000).Build(), token).ConfigureAwait(false);
        Require.Equal([1, 2, 3, 4, 5], result.Spikes.Select(s => (int)s.Label.Value));
    }

    private static async Task RecordingGate(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = Looped();
        builder.Setup().WaitUntil(100).Spike(new(0x0001)).WaitUntil(500);
        builder.Write(new EventRecordingConfig { EnableEventRecording = false });
        builder.WaitUntil(600).Spike(new(0x0002)).WaitUntil(1000);
        builder.Write(new EventRecordingConfig { EnableEventRecording = true });
        builder.WaitUntil(1100).Spike(new(0x0003)).WaitUntil(1500);
        PlaybackResult result = await chip.ExecuteAsync(builder.Build(), token).ConfigureAwait(false);
        Require.Equal([1, 3], result.Spikes.Select(s => (int)s.Label.Value));
    }

    private static async Task PollTimeout(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        builder.Write(new PollingOmnibusBlockConfig { Address = Memory, Mask = 1, Target = 1 });
        builder.Write(new InstructionTimeoutConfig { Value = PollTimeoutCycles }).WriteOmnibus(Memory, 0).Barrier(Barriers.Omnibus);
        int index = builder.Count;
        builder.PollingOmnibusBlock(untilEqual: true).WriteOmnibus(Memory, 7);
        InstructionTimeoutException timeout = await Require.ThrowsAsync<InstructionTimeoutException>(
            async () => await chip.ExecuteAsync(builder.Build(), token));
        Require.Equal(index, timeout.Instruction);
        Require.Contains("timing_polling_omnibus_block", timeout.Message);
        // Post-mortem: the rest of the program was skipped, and a poll that is fulfilled returns.
        Ticket<uint> read = builder.ReadOmnibus(Memory);
        builder.PollingOmnibusBlock(untilEqual: false).Barrier(Barriers.Omnibus);
        Require.Equal(0u, read.Read(await chip.ExecuteAsync(builder.Build(), token)));
    }

    private static async Task Unmapped(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        builder.Setup().WriteOmnibus(UnmappedAddress, 1);
        HalException error = await Require.ThrowsAsync<HalException>(async () => await chip.ExecuteAsync(builder.Build(), token));
        Require.Contains("0x00030000", error.Message);
    }

    private static async Task Halts(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        builder.Setup();
        await Require.ThrowsAsync<PlaybackException>(async () => await chip.ExecuteAsync(builder.BuildWithoutHalt(), token));
        builder.Append(Hal.Wire.ToFpga.Loopback(tick: false));
        builder.Tick();
        await Require.ThrowsAsync<PlaybackException>(async () => await chip.ExecuteAsync(builder.Build(), token));
        // Nothing was sent, so the next program finds everything in order.
        await HaltAlone(chip, token).ConfigureAwait(false);
    }

    private static async Task Cancelled(IPlaybackExecutor chip, CancellationToken token)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(token);
        await cancelled.CancelAsync();
        await Require.ThrowsAsync<OperationCanceledException>(
            async () => await chip.ExecuteAsync(new PlaybackProgramBuilder().Build(), cancelled.Token));
    }

    private static async Task Tickets(IPlaybackExecutor chip, CancellationToken token)
    {
        var builder = new PlaybackProgramBuilder();
        Ticket<uint> first = builder.ReadOmnibus(Memory);
        PlaybackProgram one = builder.Barrier(Barriers.Omnibus).Build();
        Ticket<uint> second = builder.ReadOmnibus(Memory);
        PlaybackProgram two = builder.Barrier(Barriers.Omnibus).Build();
        PlaybackResult ofOne = await chip.ExecuteAsync(one, token), ofTwo = await chip.ExecuteAsync(two, token).ConfigureAwait(false);
        Require.Equal(first.Read(ofOne), second.Read(ofTwo));
        Require.Throws<InvalidOperationException>(() => first.Read(ofTwo));
        Require.Throws<InvalidOperationException>(() => second.Read(ofOne));
    }

    private static PlaybackProgramBuilder Synchronised()
    {
        var builder = new PlaybackProgramBuilder();
        builder.Write(new SystimeSync()).Barrier(Barriers.Systime);
        return builder;
    }

    // After reset the crossbar lets every label from the FPGA through to the outputs that lead back to it.
    private static PlaybackProgramBuilder Looped()
    {
        PlaybackProgramBuilder builder = Synchronised();
        builder.Write(new EventRecordingConfig { EnableEventRecording = true }).Barrier(Barriers.Omnibus);
        return builder;
    }
}
