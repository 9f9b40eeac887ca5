using Bss2.Emulator;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Spikes;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.SimulationTests.Runtime;

/// <summary>The whole way: network → registers → programs → emulated chip → spikes.</summary>
public sealed class ChipSubstrateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_the_linear_core_first_spikes_match_the_exact_solution_within_8_ns_and_code_rounding()
    {
        TrainingRecipe recipe = TrainingRecipe.MaxChip;
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new() { Core = CoreModel.Linear, Noise = false }));
        NetworkSnapshot network = Network(chip, recipe);
        // The nominal codes round the time constants: the exact net gets what code 248 and 250 mean.
        double tauM = 66.5 * 36.5e-15 * 0.6 / (248 * 0.98e-9) * 1e6, gain = tauM / 6;
        NetworkSnapshot exact = network with
        {
            Layers = [network.Layers[0] with { Parameters = network.Layers[0].Parameters with { MembraneTimeConstantUs = tauM } }],
            Projections = [network.Projections[0].With([.. network.Projections[0].Weights.Select(w => w * gain)])],
        };
        SpikeBatch inputs = Inputs(recipe, 20);
        RecordedBatch seen = await chip.RunAsync(network, inputs, 3, Token);
        RecordedBatch expected = await new ReferenceLif().RunAsync(exact, inputs, 3, Token);
        int compared = 0, differing = 0;
        double worst = 0;
        for (int s = 0; s < inputs.Count; s++)
        {
            Dictionary<int, double> a = seen.Spikes(s, 0).ToArray().ToDictionary(k => k.Source, k => k.TimeUs);
            Dictionary<int, double> b = expected.Spikes(s, 0).ToArray().ToDictionary(k => k.Source, k => k.TimeUs);
            differing += a.Keys.Except(b.Keys).Count() + b.Keys.Except(a.Keys).Count();
            foreach (int neuron in a.Keys.Intersect(b.Keys))
            {
                compared++;
                worst = Math.Max(worst, Math.Abs(a[neuron] - b[neuron]) > 0.1 ? 0 : Math.Abs(a[neuron] - b[neuron]));
                differing += Math.Abs(a[neuron] - b[neuron]) > 0.024 ? 1 : 0;
            }
        }
        // 8 ns stamps and 8 ns input times each move a spike by at most a step; grazing neurons may differ altogether.
        Assert.True(compared > 1000, $"{compared} spikes compared");
        Assert.True(differing <= compared / 100, $"{differing} of {compared} differ, worst {worst} µs");
    }

    [Theory]
    [InlineData(CoreModel.Circuit, null)]
    [InlineData(CoreModel.Circuit, 1)]
    [InlineData(CoreModel.Linear, 2)]
    public async Task A_batch_gives_the_same_spikes_whatever_ran_before(CoreModel core, int? die)
    {
        TrainingRecipe recipe = TrainingRecipe.MaxChip;
        SpikeBatch inputs = Inputs(recipe, 3), other = Inputs(recipe, 7);
        var options = new EmulatorOptions { Core = core, Die = die };
        await using var fresh = new ChipSubstrate(new EmulatorExecutor(options));
        await using var used = new ChipSubstrate(new EmulatorExecutor(options));
        NetworkSnapshot network = Network(fresh, recipe);
        RecordedBatch first = await fresh.RunAsync(network, inputs, 5, Token);
        await used.RunAsync(network, other, 1, Token);
        await used.RunAsync(network, other, 9, Token);
        RecordedBatch again = await used.RunAsync(network, inputs, 5, Token);
        RecordedBatch noisy = await used.RunAsync(network, inputs, 6, Token);
        for (int s = 0; s < inputs.Count; s++)
        {
            Assert.NotEmpty(first.Spikes(s, 0).ToArray());
            Assert.Equal(first.Spikes(s, 0).ToArray(), again.Spikes(s, 0).ToArray());
        }
        Assert.False(first.Spikes(0, 0).SequenceEqual(noisy.Spikes(0, 0)), "another batch number must have other noise");
        Assert.Equal(0, used.Usage.CadcWordsRead + used.Usage.MadcWordsRead);
        Assert.True(first.Ledger.Closes);
    }

    [Fact]
    public async Task A_small_net_spikes_inside_its_window_on_the_circuit_core()
    {
        TrainingRecipe recipe = TrainingRecipe.MaxChip with { Hidden = 16 };
        SpikeBatch inputs = Inputs(recipe, 1);
        await using var fast = new ChipSubstrate(new EmulatorExecutor(new() { Noise = false }));
        NetworkSnapshot network = Network(fast, recipe);
        RecordedBatch a = await fast.RunAsync(network, inputs, 0, Token);
        Assert.True(a.Spikes(0, 0).Length > 5);
        Assert.All(a.Spikes(0, 0).ToArray(), spike => Assert.InRange(spike.TimeUs, 0, recipe.WindowUs));
    }

    private static NetworkSnapshot Network(ChipSubstrate chip, TrainingRecipe recipe)
    {
        SeedTree random = SeedTree.Root(11);
        double[] weights = [.. Enumerable.Range(0, 5 * recipe.Hidden).Select(i => 1 + 0.7 * random.Gaussian((ulong)i))];
        NetworkSnapshot network = recipe.Network([weights, []]);
        WeightGrid grid = chip.GridsFor(network)[0]!;
        Assert.InRange(grid.UnitsPerModelWeight, 86, 87.5);
        return recipe.Network([[.. weights.Select(grid.Realise)], []]);
    }

    private static SpikeBatch Inputs(TrainingRecipe recipe, int count) =>
        new(LatencyEncoding.Channels, [.. YinYang.Generate(3, count).Select(s => recipe.Encoding.Encode(s.X, s.Y))]);
}
