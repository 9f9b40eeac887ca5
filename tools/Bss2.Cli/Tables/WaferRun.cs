using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Bss2.Calibration.Store;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Runs;
using Bss2.Cli.Train;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Tables;

/// <summary>
/// Trains on one die and deploys on others, die by die, several at once; what is there already stays, so that the same command goes on
/// after an interruption.
/// </summary>
internal sealed class WaferRun(WaferSettings settings, TextWriter log, bool json)
{
    // A tenth of a training's rate: the weights are almost right.
    private const double TuneLearningRate = 1e-3, TuneDecay = 0.5;

    private readonly ConcurrentDictionary<int, WaferResult> _results = [];
    private readonly Lock _table = new();
    private TrainerState? _weights;
    private double _home;

    public async Task<int> RunAsync(CancellationToken token)
    {
        Directory.CreateDirectory(Path.Combine(settings.Out, "dies"));
        bool finished = await TrainAsync(token) && await CellQueue.RunAsync(settings.Dies.Count, settings.Jobs, DieAsync, token);
        if (!finished)
        {
            log.WriteLine("Interrupted; what is done is kept, the same command goes on from there.");
            return 130;
        }
        WaferTable table = Write();
        log.WriteLine(table.Markdown());
        if (json)
        {
            Console.Out.WriteLine(table.Json(settings).ToJsonString());
        }
        return 0;
    }

    private async Task<bool> TrainAsync(CancellationToken token)
    {
        string folder = Path.Combine(settings.Out, "source");
        if (await new CellTraining(settings.CommandLine, threads: 1).RunAsync(folder, settings.Training, Choice, log, token) is not { } manifest)
        {
            return false;
        }
        (_home, _weights) = (manifest.TestAccuracy!.Value, Checkpoint.Read(RunFolder.Open(folder).CheckpointPath));
        return true;
    }

    private async Task<bool> DieAsync(int number, CancellationToken token)
    {
        int die = settings.Dies[number];
        string path = Path.Combine(settings.Out, "dies", string.Create(CultureInfo.InvariantCulture, $"{die}.json"));
        if (File.Exists(path))
        {
            _results[die] = Read(path);
        }
        else
        {
            using var lines = new JobLog(log, string.Create(CultureInfo.InvariantCulture, $"die {die}"));
            WaferResult result = await DeployAsync(die, lines, token);
            lines.WriteLine(string.Create(CultureInfo.InvariantCulture, $"raw {result.Raw:P1}, calibrated {result.Calibrated:P1}, tuned {result.Tuned:P1}"));
            AtomicFile.WriteText(path, JsonSerializer.Serialize(result, RunManifest.SnakeCase) + "\n");
            _results[die] = result;
        }
        Write();
        return true;
    }

    private static WaferResult Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<WaferResult>(File.ReadAllText(path), RunManifest.SnakeCase) ?? throw new JsonException("it is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is damaged: {e.Message} Remove it to deploy again.", e);
        }
    }

    private async Task<WaferResult> DeployAsync(int die, TextWriter lines, CancellationToken token)
    {
        TrainSettings training = settings.Training with { Chip = settings.OnDie(die) };
        DataSet data = training.LoadData();
        CalibrationFile? calibration = await Choice.ResolveAsync(training.Chip, training.Recipe(), lines, terminal: false, token);
        (double raw, _) = await TestAsync(training, data, null, 0, lines, token);
        (double calibrated, int? avoided) = await TestAsync(training, data, calibration, 0, lines, token);
        (double tuned, _) = await TestAsync(training, data, calibration, settings.TuneEpochs, lines, token);
        return new(die, raw, calibrated, tuned, avoided);
    }

    private async Task<(double Accuracy, int? Avoided)> TestAsync(TrainSettings training, DataSet data, CalibrationFile? calibration, int epochs,
        TextWriter lines, CancellationToken token)
    {
        TrainingRecipe recipe = training.Recipe() with { Epochs = Math.Max(1, epochs), LearningRate = TuneLearningRate, LearningRateDecay = TuneDecay };
        await using OpenSubstrate open = await training.OpenAsync(training.Chip, calibration, 1, lines.WriteLine, token);
        var trainer = new Trainer(recipe, open.Substrate, data.Training, data.Validation, training.Seed, 1, Estimators.For(training, open.Chip));
        // The source's weights, and nothing else of its training.
        trainer.Restore(trainer.Snapshot() with { Weights = _weights!.Average, Average = _weights.Average });
        for (int e = 0; e < epochs; e++)
        {
            await trainer.RunEpochAsync(null, token);
        }
        Evaluation test = await trainer.EvaluateAsync(data.Test, EvaluationSet.Test, token);
        return (test.Accuracy, open.Chip?.Placement?.AvoidedCircuits);
    }

    private CalibrationChoice Choice => new(settings.Calibration, settings.Cache);

    private WaferTable Write()
    {
        lock (_table)
        {
            var table = new WaferTable(settings.Source, _home, [.. settings.Dies.Where(_results.ContainsKey).Select(die => _results[die])]);
            AtomicFile.WriteText(Path.Combine(settings.Out, "wafer.md"), table.Markdown());
            AtomicFile.WriteText(Path.Combine(settings.Out, "wafer.csv"), table.Csv());
            AtomicFile.WriteText(Path.Combine(settings.Out, "wafer.json"), table.Json(settings).ToJsonString() + "\n");
            AtomicFile.WriteText(Path.Combine(settings.Out, "wafer.svg"), table.Svg());
            return table;
        }
    }
}
