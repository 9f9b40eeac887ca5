using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using Bss2.Spikes;
using Bss2.Training;

namespace Bss2.SimulationTests.Runtime;

/// <summary>Facts about the chip (analog-core 8.7) that a user meets, seen through spikes alone.</summary>
public sealed class ChipFactsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static EmulatorOptions Quiet => new() { Core = CoreModel.Linear, Noise = false };

    [Fact]
    public async Task A_batch_before_the_parameters_have_settled_spikes_elsewhere()
    {
        // Item 8: CapMem cells settle with 4 ms. After 2 ms 60 % are missing, after 40 ms a 20,000th.
        NetworkSnapshot network = TestNets.Net(1, 4, 40, [new("hidden", 40, TestNets.Lif())], (-1, 0, 0.8, 0.4));
        SpikeBatch inputs = TestNets.Inputs(2, 4, 3, 4, 35);
        TimedSpike[][] settled = await SpikesAfterAsync(100), nearly = await SpikesAfterAsync(40), early = await SpikesAfterAsync(2);
        Assert.True(settled.Sum(sample => sample.Length) > 100);
        // A 20,000th of potentials and biases moves a slow crossing by some 10 ns.
        Assert.All(settled.Zip(nearly), pair => Assert.True(Same(pair.First, pair.Second, 0.05) >= 0.95 * pair.First.Length));
        Assert.All(settled.Zip(early), pair => Assert.True(Same(pair.First, pair.Second, 0.1) < 0.2 * pair.First.Length));

        async Task<TimedSpike[][]> SpikesAfterAsync(int ms)
        {
            await using var chip = new ChipSubstrate(new EmulatorExecutor(Quiet)) { CapMemSettleMs = ms };
            RecordedBatch batch = await chip.RunAsync(network, inputs, 0, Token);
            return [.. Enumerable.Range(0, inputs.Count).Select(s => batch.Spikes(s, 0).ToArray())];
        }
    }

    [Fact]
    public async Task Events_closer_than_8_ns_on_a_driver_s_bus_are_serialised()
    {
        // Item 9: 30 labels leave in ten cycles of 8 ns, three at a time, for drivers of one bus; the neuron sees them 8 ns apart. With the
        // events as close as they were sent it would fire some 80 ns earlier.
        var network = TestNets.Net(1, 15, 20, [new("one", 1, TestNets.Lif(6, 6, 60))], (-1, 0, 0.2, 0));
        var executor = new EmulatorExecutor(Quiet);
        await using var chip = new ChipSubstrate(executor, rowsPerInput: 1);
        await chip.RunAsync(network, new SpikeBatch(15, [[]]), 0, Token);
        ChipPlacement placement = chip.Placement!;
        Assert.All(Enumerable.Range(0, 15), channel => Assert.Equal(0, placement.Rows(0, channel).Single().Bus.Value));
        double seen = await FirstSpikeAsync(executor, placement);
        double serial = await ExactAsync(Enumerable.Range(0, 30).Select(k => k * FpgaTime.CycleUs));
        double parallel = await ExactAsync(Enumerable.Range(0, 30).Select(k => k / 3 * FpgaTime.CycleUs));
        Assert.InRange(seen - serial, -0.008, 0.008);
        Assert.True(seen - parallel > 0.05, $"{seen} µs, in parallel {parallel} µs");

        async Task<double> ExactAsync(IEnumerable<double> times)
        {
            TimedSpike[] spikes = [.. times.Select((t, k) => new TimedSpike(k % 15, t))];
            RecordedBatch batch = await new ReferenceLif().RunAsync(placement.Nominal(network), new(15, [spikes]), 0, Token);
            return batch.Spikes(0, 0)[0].TimeUs;
        }
    }

    private static int Same(TimedSpike[] a, TimedSpike[] b, double toleranceUs) =>
        a.Count(spike => b.Any(other => other.Source == spike.Source && Math.Abs(other.TimeUs - spike.TimeUs) <= toleranceUs));

    // The chip is configured; this sends the burst that the substrate, with its one label per cycle, cannot.
    private static async Task<double> FirstSpikeAsync(EmulatorExecutor executor, ChipPlacement placement)
    {
        var builder = new PlaybackProgramBuilder();
        builder.Write(new SystimeSync()).Barrier(Barriers.Systime);
        foreach (NeuronBackendBlock block in placement.Blocks)
        {
            builder.Write(block, placement.Clocks(block));
        }
        builder.Write(placement.Columns[0].Quad, new NeuronResetQuad());
        builder.Write(new EventRecordingConfig { EnableEventRecording = true });
        builder.Setup().WaitUntil(20_000);
        Ticket<NullPayloadReadable> tick = builder.Tick();
        for (int k = 0; k < 30; k += 3)
        {
            builder.Write(new SpikePack3ToChip(placement.InputLabel(k % 15), placement.InputLabel((k + 1) % 15), placement.InputLabel((k + 2) % 15)));
        }
        builder.WaitUntil(25_000);
        PlaybackResult result = await executor.ExecuteAsync(builder.Build(), Token);
        // The mark took a cycle; 10 are the way in and out.
        return ((double)result.Spikes.Single().ChipTime.Cycles - tick.Time(result).Cycles - 1 - 10) * FpgaTime.CycleUs;
    }
}
