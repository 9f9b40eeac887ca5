using Bss2.Emulator;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Runtime;

/// <summary>The ledger, kept from registers and spikes alone, says what the emulator knows about every spike.</summary>
public sealed class SpikeLedgerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static EmulatorOptions Quiet => new() { Core = CoreModel.Linear, Noise = false };

    [Fact]
    public async Task Without_losses_every_stage_is_exact_and_every_sample_valid()
    {
        NetworkSnapshot network = TestNets.Net(1, 6, 40, [new("a", 60, TestNets.Lif()), new("b", 20, TestNets.Lif()), new("c", 5, TestNets.Lif())],
            (-1, 0, 0.5, 0.4), (0, 0, 0, 0.1), (0, 1, 0.1, 0.2), (1, 2, 0.3, 0.2), (0, 2, 0, 0.1), (2, 1, 0.1, 0.1));
        RecordedBatch batch = await CompareAsync(network, new() { RowsPerInput = 2 }, TestNets.Inputs(3, 6, 6, 6, 35));
        Assert.True(batch.Ledger.Closes);
        Assert.All(Enumerable.Range(0, batch.Count), s => Assert.True(batch.IsValid(s)));
        Assert.All(batch.Ledger.Stages.Take(6), stage => Assert.Equal(stage.In, stage.Delivered));
        Assert.True(batch.Ledger.Stages[1].In > 300, $"{batch.Ledger.Stages[1].In} spikes");
    }

    [Fact]
    public async Task Five_hundred_neurons_that_fire_at_once_lose_spikes_at_event_outputs_and_crossbar_and_no_sample_stays_valid()
    {
        NetworkSnapshot network = TestNets.Net(1, 4, 30, [new("all", 512, TestNets.Lif())], (-1, 0, 4, 0));
        RecordedBatch batch = await CompareAsync(network, new() { RowsPerInput = 5 }, TestNets.Inputs(3, 4, 3, 2, 25));
        Assert.True(batch.Ledger.Closes);
        Assert.True(Loss(batch, 1, "event output was full") > 100);
        Assert.True(Loss(batch, 4, "dropped at a busy output") > 100);
        Assert.All(Enumerable.Range(0, batch.Count), s => Assert.False(batch.IsValid(s)));
    }

    [Fact]
    public async Task Crossbar_outputs_to_PADI_buses_that_two_event_outputs_overrun_show_in_the_ledger()
    {
        // Two layers of 128 fire together, west and east, and both project to the bottom: 64 events at once for each bus.
        NetworkSnapshot network = TestNets.Net(1, 4, 20,
            [new("west", 128, TestNets.Lif()), new("x", 4, TestNets.Lif()), new("east", 128, TestNets.Lif()), new("y", 4, TestNets.Lif())],
            (-1, 0, 4, 0), (-1, 2, 4, 0), (0, 1, 0.05, 0.05), (2, 3, 0.05, 0.05));
        RecordedBatch batch = await CompareAsync(network, new() { RowsPerInput = 5 }, TestNets.Inputs(3, 4, 2, 1, 15));
        Assert.True(batch.Ledger.Closes);
        Assert.True(Loss(batch, 2, "neuron spikes dropped at a busy output") > 20);
        Assert.All(Enumerable.Range(0, batch.Count), s => Assert.False(batch.IsValid(s)));
    }

    [Fact]
    public async Task A_PADI_bus_that_neurons_overrun_invalidates_the_samples_concerned_although_no_counter_tells()
    {
        // Two layers of 64 at the highest rate that the refractory counter allows: 16 + 16 neurons per bus, each once in 61 cycles of 4 ns, are
        // 0.52 events per cycle; the crossbar passes 1, the bus takes 0.5. In sample 0 both are driven, in sample 1 only one is.
        LifParameters fast = TestNets.Lif(2, 5, 0);
        NetworkSnapshot network = TestNets.Net(1, 16, 20,
            [new("west", 64, fast), new("x", 4, TestNets.Lif()), new("east", 64, fast), new("y", 4, TestNets.Lif())],
            (-1, 0, 0, 0), (-1, 2, 0, 0), (0, 1, 0, 0.01), (2, 3, 0, 0.01));
        for (int channel = 0; channel < 16; channel++)
        {
            for (int n = 0; n < 64; n++)
            {
                // Slightly different neurons do not stay in step.
                network.Projections[channel % 2].Weights[channel * 64 + n] = 1 + n * 0.006;
            }
        }
        TimedSpike[] Drive(int layers) => [.. Enumerable.Range(0, 2200).Select(k => new TimedSpike(k % 8 * 2 + k % layers, 1 + k * FpgaTime.CycleUs))];
        var executor = new EmulatorExecutor(Quiet);
        await using var chip = new ChipSubstrate(executor, new PlacementOptions { RowsPerInput = 4 }) { CapMemSettleMs = 40 };
        await chip.RunAsync(network, new SpikeBatch(16, [[]]), 0, Token);
        SpikeStatistics before = executor.Statistics;
        RecordedBatch batch = await chip.RunAsync(network, new SpikeBatch(16, [Drive(2), Drive(1)]), 1, Token);
        SpikeStatistics after = executor.Statistics;
        Assert.True(after.PadiLost > before.PadiLost, "the queues ran over");
        Assert.Equal(before.CrossbarDropped, after.CrossbarDropped);
        Assert.Equal(before.EventOutputLost, after.EventOutputLost);
        Assert.False(batch.IsValid(0));
        Assert.True(batch.IsValid(1));
        Assert.False(batch.Ledger.Stages[3].LossesVisible);
    }

    [Fact]
    public async Task Spikes_lost_on_the_way_to_the_host_are_missed()
    {
        var observed = new ObservedExecutor(new EmulatorExecutor(Quiet));
        await using var chip = new ChipSubstrate(observed) { CapMemSettleMs = 40 };
        NetworkSnapshot network = TestNets.Net(1, 4, 30, [new("hidden", 20, TestNets.Lif())], (-1, 0, 1, 0.4));
        SpikeBatch inputs = TestNets.Inputs(2, 4, 4, 3, 29);
        RecordedBatch whole = await chip.RunAsync(network, inputs, 0, Token);
        Assert.True(whole.IsValid(0));
        observed.LoseMessage = 5;
        RecordedBatch lossy = await chip.RunAsync(network, inputs, 0, Token);
        long lost = Loss(lossy, 5, "lost on the link");
        Assert.InRange(lost, 1, 3);
        Assert.Equal(whole.Ledger.Stages[5].Delivered - lost, lossy.Ledger.Stages[5].Delivered);
        Assert.All(Enumerable.Range(0, 4), s => Assert.False(lossy.IsValid(s)));
        observed.LoseMessage = -1;
        Assert.True((await chip.RunAsync(network, inputs, 0, Token)).IsValid(3));
    }

    // Runs a batch and compares each stage with what the emulator counted meanwhile.
    private static async Task<RecordedBatch> CompareAsync(NetworkSnapshot network, PlacementOptions options, SpikeBatch inputs)
    {
        var executor = new EmulatorExecutor(Quiet);
        await using var chip = new ChipSubstrate(executor, options) { CapMemSettleMs = 40 };
        await chip.RunAsync(network, new SpikeBatch(network.InputSize, [[]]), 0, Token);
        SpikeStatistics a = executor.Statistics;
        RecordedBatch batch = await chip.RunAsync(network, inputs, 1, Token);
        SpikeStatistics b = executor.Statistics;
        Assert.True(b.IsBalanced());
        long Sum(Func<SpikeStatistics, IEnumerable<long>> counts) => counts(b).Sum() - counts(a).Sum();
        IReadOnlyList<SpikeLedgerStage> stages = batch.Ledger.Stages;
        long padi = Sum(s => s.CrossbarOut.Take(8)), l2 = Sum(s => s.CrossbarOut.Skip(8)), neurons = Sum(s => s.CrossbarIn.Take(8));
        Assert.Equal((b.HostLabels - a.HostLabels, Sum(s => s.CrossbarIn.Skip(8))), (stages[0].In, stages[0].Delivered));
        Assert.Equal((b.NeuronFirings - a.NeuronFirings, neurons), (stages[1].In, stages[1].Delivered));
        Assert.Equal(b.EventOutputLost - a.EventOutputLost, Loss(batch, 1, "event output was full"));
        Assert.Equal((padi, b.CrossbarCopies - a.CrossbarCopies), (stages[2].Delivered, stages[2].In + stages[4].In));
        Assert.Equal(Sum(s => s.CrossbarDropped), stages[2].Losses.Sum(loss => loss.Value) + stages[4].Losses.Sum(loss => loss.Value));
        Assert.Equal((neurons, l2), (stages[4].In, stages[4].Delivered));
        Assert.Equal(b.PadiPulses - a.PadiPulses, stages[3].Delivered);
        Assert.Equal((l2, b.Recorded - a.Recorded), (stages[5].In, stages[5].Delivered));
        Assert.Equal(stages[6].Delivered, Enumerable.Range(0, batch.Count).Sum(s => network.Layers.Select((_, l) => batch.Spikes(s, l).Length).Sum()));
        return batch;
    }

    private static long Loss(RecordedBatch batch, int stage, string name) => batch.Ledger.Stages[stage].Losses.Single(loss => loss.Key == name).Value;
}
