using Bss2.Emulator;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.SimulationTests.Runtime;

/// <summary>What is predicted without a chip is what a chip then takes.</summary>
public sealed class ForecastTests
{
    [Theory]
    [InlineData(int.MaxValue, false)]
    [InlineData(800, true)]
    public async Task Programs_words_and_chip_time_come_out_as_predicted(int limit, bool split)
    {
        TrainingRecipe recipe = TrainingRecipe.MaxChip with { Hidden = 20 };
        double[] weights = [.. Enumerable.Range(0, recipe.Inputs * recipe.Hidden).Select(i => 0.5 + i % 7 * 0.1)];
        NetworkSnapshot network = recipe.Network([weights, []]);
        var inputs = new SpikeBatch(recipe.Inputs, [.. YinYang.Generate(3, 60).Select(s => recipe.Encoding.Encode(s.Features))]);
        ChipForecast forecast = ChipForecast.For(network, new PlacementOptions(), inputs, limit);
        Assert.Equal(split, forecast.BatchWords.Count > 1);
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new() { Core = CoreModel.Linear }), new PlacementOptions()) { MaximumInstructions = limit };
        await chip.RunAsync(network, inputs, 0, TestContext.Current.CancellationToken);
        Assert.Equal(forecast.ConfigurationWords.Count + forecast.BatchWords.Count, chip.Usage.Programs);
        Assert.Equal(forecast.ConfigurationWords.Sum() + forecast.BatchWords.Sum(), chip.Usage.WordsSent);
        Assert.Equal(chip.Usage.ChipSeconds, forecast.BatchChipSeconds, 1e-12);
        Assert.All(forecast.BatchWords, words => Assert.InRange(words, 1, limit));
        Assert.Equal(300, forecast.InputSpikes);
    }

    [Fact]
    public void What_does_not_fit_is_refused_as_the_chip_would()
    {
        TrainingRecipe recipe = TrainingRecipe.MaxChip with { Hidden = 600 };
        NetworkSnapshot network = recipe.Network([new double[5 * 600], []]);
        Assert.Throws<PlacementException>(() => ChipForecast.For(network, new PlacementOptions(), new SpikeBatch(5, [[]]), int.MaxValue));
    }
}
