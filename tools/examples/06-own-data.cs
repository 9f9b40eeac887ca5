using Bss2.Emulator;
using Bss2.Runtime;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Examples;

/// <summary>A table of your own, trained on the chip. The same from the command line: bss2 train csv flowers.csv --label sort</summary>
internal static class OwnData
{
    public static async Task RunAsync()
    {
        string table = Path.Combine(AppContext.BaseDirectory, "flowers.csv");
        DataSet data = CsvData.Load(table, new CsvOptions { Label = "sort" });
        Console.WriteLine($"{data.Name}: {data.Features.Count} features ({string.Join(", ", data.Features)}), classes {string.Join(", ", data.Classes)}; "
            + $"{data.Training.Length} + {data.Validation.Length} + {data.Test.Length} samples");
        TrainingRecipe recipe = TrainingRecipe.MaxChip.For(data) with { Hidden = 40, Epochs = 6, BatchSize = 10 };
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new EmulatorOptions { Core = CoreModel.Linear }), rowsPerInput: 5);
        var trainer = new Trainer(recipe, chip, data.Training, data.Validation, seed: 1, threads: 1);
        while (trainer.Epoch < recipe.Epochs)
        {
            EpochReport epoch = await trainer.RunEpochAsync(progress: null, CancellationToken.None);
            Console.WriteLine($"epoch {epoch.Epoch}: training {epoch.TrainAccuracy:P1}, validation {epoch.ValidationAccuracy:P1}");
        }
        Evaluation test = await trainer.EvaluateAsync(data.Test, EvaluationSet.Test, CancellationToken.None);
        Console.WriteLine($"test accuracy {test.Accuracy:P1}");
        try
        {
            CsvData.Read(new StringReader("width,sort\n1.5,rose\nwide,tulip\n"), "broken.csv", new CsvOptions());
        }
        catch (InvalidDataException e)
        {
            Console.WriteLine(e.Message);
        }
    }
}
