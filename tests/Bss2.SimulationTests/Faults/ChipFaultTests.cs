using Bss2.Emulator;
using Bss2.Emulator.Faults;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using Bss2.SimulationTests.Runtime;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Faults;

/// <summary>What a fault plan breaks is broken, and nothing else; the emulator's own books still close.</summary>
public sealed class ChipFaultTests
{
    private static readonly NetworkSnapshot s_network = TestNets.Net(1, 4, 30, [new("hidden", 40, TestNets.Lif())], (-1, 0, 0.8, 0.4));

    private static readonly SpikeBatch s_inputs = TestNets.Inputs(2, 4, 3, 4, 25);

    private static readonly Lazy<Task<(TimedSpike[][] Spikes, ChipPlacement Placement, EmulatorExecutor Chip)>> s_sound = new(() => RunAsync(null));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dead_neurons_and_stuck_thresholds_are_silent_and_all_others_spike_as_before()
    {
        (TimedSpike[][] sound, ChipPlacement placement, _) = await s_sound.Value;
        int dead = placement.Circuit(0, 7).Value, stuck = placement.Circuit(0, 12).Value;
        Assert.True(SpikesOf(sound, 7) > 0 && SpikesOf(sound, 12) > 0);
        (TimedSpike[][] broken, _, _) = await RunAsync(new()
        {
            DeadNeurons = new() { List = [dead] },
            StuckCapmem = new() { List = [new(new(stuck / 128, CircuitRow.Threshold, stuck % 128), 1022)] },
        });
        Assert.Equal(sound.Select(sample => sample.Where(spike => spike.Source is not (7 or 12))), broken);
    }

    [Fact]
    public async Task A_wrong_cell_is_off_by_as_many_codes_as_the_plan_says()
    {
        (TimedSpike[][] sound, ChipPlacement placement, _) = await s_sound.Value;
        int neuron = placement.Circuit(0, 3).Value;
        CapMemPlace cell = new(neuron / 128, CircuitRow.Threshold, neuron % 128);
        int written = placement.Settings(0, 3).Codes[CircuitRow.Threshold];
        (TimedSpike[][] off, _, EmulatorExecutor chip) = await RunAsync(new() { WrongCapmem = new() { List = [new(cell, -40)] } });
        (TimedSpike[][] stuck, _, _) = await RunAsync(new() { StuckCapmem = new() { List = [new(cell, written - 40)] } });
        Assert.Equal(written - 40, chip.DigitalChip.Analog.CapMemCodes[cell.Block][130 * cell.Row + cell.Column]);
        Assert.Equal(stuck, off);
        Assert.True(SpikesOf(off, 3) > SpikesOf(sound, 3));
    }

    [Fact]
    public async Task Dead_synapses_deliver_nothing_but_read_back_and_stuck_weights_deliver_what_they_read_back()
    {
        (TimedSpike[][] silent, _, EmulatorExecutor dead) = await RunAsync(new() { DeadSynapses = new() { Share = 1 } });
        (_, _, EmulatorExecutor sound) = await s_sound.Value;
        Assert.All(silent, Assert.Empty);
        uint[] written = WeightWords(sound);
        Assert.True(written.Count(word => word != 0) > 100);
        Assert.Equal(written, WeightWords(dead));

        (_, _, EmulatorExecutor stuck) = await RunAsync(new() { Seed = 3, StuckWeights = new() { Share = 0.25, Weight = 63 } });
        byte[] soundWeights = sound.DigitalChip.Analog.Weights, stuckWeights = stuck.DigitalChip.Analog.Weights;
        int[] struck = [.. Enumerable.Range(0, stuckWeights.Length).Where(k => stuckWeights[k] != soundWeights[k])];
        Assert.All(struck, k => Assert.Equal(63, stuckWeights[k]));
        // 131072 synapses: 5 standard deviations of a binomial at 1/4 are 784.
        Assert.InRange(struck.Length + soundWeights.Count(w => w == 63) / 4, 32768 - 784, 32768 + 784);
        Assert.NotEqual(written, WeightWords(stuck));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lost_spikes_are_the_plan_s_share_and_those_of_a_batch_do_not_depend_on_what_ran_before(bool toChip)
    {
        var faults = new ChipFaults { Seed = 5, LostSpikes = toChip ? new() { ToChip = 0.2 } : new() { FromChip = 0.2 } };
        (TimedSpike[][] after, _, EmulatorExecutor chip) = await RunAsync(faults, before: 4);
        (TimedSpike[][] fresh, _, _) = await RunAsync(faults);
        Assert.Equal(fresh, after);
        SpikeStatistics counts = chip.Statistics;
        Assert.True(counts.IsBalanced());
        (long lost, long all) = toChip ? (counts.HostLinkLost, counts.HostLabels) : (counts.LinkLost, counts.LinkLost + counts.FpgaArrived);
        Assert.InRange(lost, 0.2 * all - 5 * Math.Sqrt(0.16 * all), 0.2 * all + 5 * Math.Sqrt(0.16 * all));
        Assert.True(lost > 50, $"{lost}");
    }

    [Fact]
    public async Task Shallow_queues_overflow_where_a_sound_chip_s_do_not()
    {
        // Sixteen equal neurons fire in the same cycle.
        NetworkSnapshot equal = TestNets.Net(1, 4, 30, [new("equal", 16, TestNets.Lif())], (-1, 0, 1.5, 0));
        (_, _, EmulatorExecutor sound) = await RunAsync(null, network: equal);
        (_, _, EmulatorExecutor shallow) = await RunAsync(network: equal, faults: new() { Queues = new() { EventOutput = 0, CrossbarOutput = 0, Padi = 0, InputLane = 0 } });
        Assert.Equal(0, sound.Statistics.EventOutputLost + sound.Statistics.PadiLost + sound.Statistics.CrossbarDropped.Sum());
        Assert.True(shallow.Statistics.IsBalanced());
        Assert.True(shallow.Statistics.EventOutputLost + shallow.Statistics.PadiLost + shallow.Statistics.CrossbarDropped.Sum() > 0);
    }

    [Fact]
    public async Task A_link_that_flaps_is_notified_and_traffic_goes_over_the_others()
    {
        // Down for 100 µs in every 400 from 1 ms on: the chip is still settling, and stays usable through seven links.
        (TimedSpike[][] sound, _, _) = await s_sound.Value;
        (TimedSpike[][] flapping, _, EmulatorExecutor chip) = await RunAsync(new() { LinkFlaps = [new(2, 1000, 100, 400)] });
        Assert.True(chip.Statistics.IsBalanced());
        Assert.InRange(flapping.Sum(sample => sample.Length) + chip.Statistics.LinkLost + chip.Statistics.HostLinkLost,
            sound.Sum(sample => sample.Length), sound.Sum(sample => sample.Length) + 1000);
    }

    [Fact]
    public void The_same_seed_strikes_the_same_places_and_another_one_others()
    {
        FaultMap Map(ulong seed) => new(new() { Seed = seed, DeadNeurons = new() { Share = 0.05 } });
        bool[] Dead(FaultMap map) => [.. Enumerable.Range(0, 512).Select(map.IsDeadNeuron)];
        Assert.Equal(Dead(Map(1)), Dead(Map(1)));
        Assert.NotEqual(Dead(Map(1)), Dead(Map(2)));
        // 512 neurons at 5 %: 25.6, 4 standard deviations are 20 (false alarm 1e-4, and none since the seeds are fixed).
        Assert.All(Enumerable.Range(1, 20), seed => Assert.InRange(Dead(Map((ulong)seed)).Count(dead => dead), 6, 46));
    }

    [Fact]
    public void Chips_with_different_faults_have_different_identities_and_impossible_places_are_refused()
    {
        string Identity(ChipFaults? faults) => new EmulatorExecutor(new() { Faults = faults }).Chip.Identity;
        string[] all = [Identity(null), Identity(new() { Seed = 1 }), Identity(new() { Seed = 2 }), Identity(new() { DeadNeurons = new() { Share = 0.1 } })];
        Assert.Equal(all.Length, all.Distinct().Count());
        ArgumentException e = Assert.Throws<ArgumentException>(() => Identity(new() { DeadNeurons = new() { List = [3, 512] } }));
        Assert.Contains("dead_neurons.list[1] is 512; give a number from 0 to 511", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Identity(new() { DeadSynapses = new() { Share = double.NaN } }));
        Assert.Throws<ArgumentException>(() => Identity(new() { LinkFlaps = [new(8, 0, 10)] }));
    }

    private static async Task<(TimedSpike[][] Spikes, ChipPlacement Placement, EmulatorExecutor Chip)> RunAsync(ChipFaults? faults, int before = 0,
        NetworkSnapshot? network = null)
    {
        var executor = new EmulatorExecutor(new() { Core = CoreModel.Linear, Noise = false, Faults = faults });
        await using var chip = new ChipSubstrate(executor, rowsPerInput: 2);
        for (int batch = 0; batch < before; batch++)
        {
            await chip.RunAsync(s_network, s_inputs, (ulong)batch, Token);
        }
        RecordedBatch last = await chip.RunAsync(network ?? s_network, s_inputs, 9, Token);
        return ([.. Enumerable.Range(0, s_inputs.Count).Select(s => last.Spikes(s, 0).ToArray())], chip.Placement!, executor);
    }

    private static int SpikesOf(TimedSpike[][] samples, int neuron) => samples.Sum(sample => sample.Count(spike => spike.Source == neuron));

    private static uint[] WeightWords(EmulatorExecutor chip)
    {
        var registers = chip.DigitalChip.Registers;
        var block = registers.Map.Blocks.First(b => b.Kind == Emulator.Digital.BlockKind.SynapseWeight);
        return [.. Enumerable.Range(0, block.Length).Where(k => block.Contains(block.Base + (uint)k)).Select(k => registers.Read(block, block.Base + (uint)k, 0))];
    }
}
