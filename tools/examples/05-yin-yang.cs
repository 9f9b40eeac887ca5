using Bss2.Emulator;
using Bss2.Runtime;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Examples;

/// <summary>Yin-Yang on the chip, in the loop: spikes come back, the gradient comes from them alone. Small and short; see bss2 train.</summary>
internal static class YinYangInTheLoop
{
    public static async Task RunAsync()
    {
        DataSet data = YinYang.Data(trainingSamples: 400);
        TrainingRecipe recipe = TrainingRecipe.MaxChip with { Hidden = 60, Epochs = 3, BatchSize = 20 };
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new EmulatorOptions { Core = CoreModel.Linear }));
        var trainer = new Trainer(recipe, chip, data.Training, data.Validation[..200], seed: 1, threads: 1);
        while (trainer.Epoch < recipe.Epochs)
        {
            EpochReport epoch = await trainer.RunEpochAsync(progress: null, CancellationToken.None);
            Console.WriteLine($"epoch {epoch.Epoch}: loss {epoch.TrainLoss:F3}, validation {epoch.ValidationAccuracy:P1}");
        }
        Evaluation test = await trainer.EvaluateAsync(data.Test[..300], EvaluationSet.Test, CancellationToken.None);
        Console.WriteLine($"test accuracy {test.Accuracy:P1} on {chip.Chip.Name}");
        Console.WriteLine($"spikes read: {chip.Usage.SpikesRead}; membrane words read: {chip.Usage.CadcWordsRead + chip.Usage.MadcWordsRead}");
    }
}
