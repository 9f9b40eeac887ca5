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
        new(recipe.Inputs, [.. YinYang.Generate(3, count).Select(s => recipe.Encoding.Encode(s.Features))]);
}
