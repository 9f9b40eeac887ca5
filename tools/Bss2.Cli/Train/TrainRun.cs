using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bss2.Calibration.Characterise;
using Bss2.Calibration.Store;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Runs;
using Bss2.Cli.Watch;
using Bss2.Hal;
using Bss2.Runtime;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Train;

/// <summary>One invocation of train: starts or continues a run, epoch by epoch, and leaves it resumable whatever happens.</summary>
internal sealed class TrainRun(int threads, TextWriter log, bool terminal, bool json)
{
    private static readonly ChipUsage s_nothing = new(0, 0, 0, 0, 0, 0, 0);

    public async Task<int> StartAsync(TrainSettings settings, IReadOnlyList<string> commandLine, string? name, CalibrationChoice choice,
        ParameterChoice parameters, CancellationToken token)
    {
        DataSet data = settings.LoadData();
        RunFolder.RequireFree(name);
        parameters.RequirePossible(settings);
        CalibrationFile? calibration;
        Characterisation? found;
        try
        {
            calibration = await choice.ResolveAsync(settings.Chip, settings.Recipe(), log, terminal, token);
            found = await parameters.ResolveAsync(settings, calibration, choice.Cache, log, terminal, token);
        }
        catch (OperationCanceledException)
        {
            log.WriteLine("Interrupted while calibrating; finished routines are kept, run the same command again to go on after them.");
            return 130;
        }
        if (calibration is not null)
        {
            log.WriteLine($"Calibration: {calibration.Method}, target {calibration.Target.Name}; {calibration.Table().UsableCount} circuits usable.");
        }
        settings = settings with
        {
            Calibration = calibration is null ? null : RunCalibration.HashOf(calibration),
            Characterisation = found is null ? null : RunCalibration.HashOf(found),
        };
        await using OpenSubstrate open = await settings.OpenAsync(settings.Chip, calibration, threads, log.WriteLine, token);
        Trainer trainer = NewTrainer(settings, data, open, found); // before the folder: what does not fit leaves no trace
        RunFolder folder = RunFolder.Create(name,
            $"{data.Name}-{settings.Loss}-{settings.Chip.Substrate}-{settings.Chip.Die}-seed{settings.Seed}");
        var manifest = new RunManifest
        {
            CommandLine = commandLine, Settings = settings, ConfigHash = RunManifest.Hash(settings), Seed = settings.Seed,
            Chip = open.Description, DieIdentity = open.Identity, ReducedModel = open.IsReducedModel,
            Calibration = calibration is null ? null : RunCalibration.Of(calibration),
        };
        if (calibration is not null)
        {
            CalibrationStore.Write(folder.CalibrationPath, calibration);
        }
        found?.Write(folder.CharacterisationPath);
        manifest.Write(folder);
        return await RunAsync(folder, manifest, open, data, trainer, [], token);
    }

    public async Task<int> ResumeAsync(string location, CancellationToken token)
    {
        RunFolder folder = RunFolder.Open(location);
        RunManifest manifest = RunManifest.Read(folder);
        DataSet data = manifest.Settings.LoadData();
        await using OpenSubstrate open = await manifest.Settings.OpenAsync(
            manifest.Settings.Chip, folder.ReadCalibration(manifest.Settings), threads, log.WriteLine, token);
        if (open.Identity != manifest.DieIdentity)
        {
            throw new InvalidOperationException($"{location} was begun on the chip {manifest.DieIdentity}, but {open.Identity} answers now; going on "
                + "would mix two chips' results. Start a new run instead, or bring the first chip back.");
        }
        Trainer trainer = NewTrainer(manifest.Settings, data, open, folder.ReadCharacterisation(manifest.Settings));
        List<EpochReport> reports = [];
        if (File.Exists(folder.CheckpointPath))
        {
            trainer.Restore(Checkpoint.Read(folder.CheckpointPath));
            reports = folder.ReadMetrics(trainer.Epoch);
        }
        log.WriteLine($"Continuing {location} after epoch {trainer.Epoch}.");
        return await RunAsync(folder, manifest, open, data, trainer, reports, token);
    }

    private Trainer NewTrainer(TrainSettings settings, DataSet data, OpenSubstrate open, Characterisation? found)
    {
        TrainingRecipe recipe = settings.Recipe();
        return new(recipe, open.Substrate, data.Training, data.Validation, settings.Seed, threads,
            found is null ? Estimators.For(settings, open.Chip) : CharacterisedNeurons.Gradient(recipe, open.Placement!, found));
    }

    private async Task<int> RunAsync(RunFolder folder, RunManifest manifest, OpenSubstrate open, DataSet data, Trainer trainer,
        List<EpochReport> reports, CancellationToken token)
    {
        TrainSettings settings = manifest.Settings;
        log.WriteLine($"Chip: {open.Description}");
        // A watcher may stop a run as Ctrl-C does.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        token = stop.Token;
        var clock = Stopwatch.StartNew();
        DateTime started = TimeProvider.System.GetUtcNow().UtcDateTime;
        int firstEpoch = trainer.Epoch;
        GradientLog gradients = GradientLog.Of(folder, trainer, settings.MeteredBatches);
        RunManifest Now(string status) => manifest with
        {
            Status = status,
            EpochsDone = trainer.Epoch,
            CircuitsAvoided = open.Chip?.Placement?.AvoidedCircuits,
            ValidationAccuracy = reports.Count > 0 ? reports[^1].ValidationAccuracy : null,
            Gradient = gradients.Summary,
            Timing = new([.. manifest.Timing.Sessions, new(started, clock.Elapsed.TotalSeconds,
                (long)(trainer.Epoch - firstEpoch) * data.Training.Length, threads, open.Chip?.Usage ?? s_nothing)
                { Diagnostics = open.Diagnostics }]),
        };
        void Keep()
        {
            gradients.Write();
            Checkpoint.Write(folder.CheckpointPath, trainer.Snapshot());
        }
        try
        {
            await TrainProgress.RunAsync(log, terminal, trainer.Recipe, firstEpoch, data.Training.Length, async (terminalProgress, epochDone) =>
            {
                var progress = new LiveFeed(folder, trainer, data.Classes.Count, terminalProgress, stop);
                while (trainer.Epoch < trainer.Recipe.Epochs && !(reports.Count > 0 && reports[^1].ValidationAccuracy >= settings.Until))
                {
                    EpochReport e = await trainer.RunEpochAsync(progress, token);
                    reports.Add(e);
                    // Metrics first: a checkpoint never claims an epoch that metrics.csv lacks.
                    folder.WriteMetrics(reports);
                    Keep();
                    Now("running").Write(folder);
                    epochDone(e);
                }
            });
            Evaluation test = await trainer.EvaluateAsync(data.Test, EvaluationSet.Test, token);
            RunManifest done = Now("done") with { TestAccuracy = test.Accuracy, Confusion = test.Confusion };
            await RunReport.WriteAsync(folder, done, data, trainer, open, reports, gradients, token);
            done.Write(folder);
            return Finish(folder, done);
        }
        catch (Exception e) when (e is OperationCanceledException or HalException)
        {
            // If the chip or its link failed for good, what was learnt is kept too, up to the last batch that came back.
            bool failed = e is HalException;
            Keep();
            Now(failed ? "failed" : "interrupted").Write(folder);
            log.WriteLine($"{(failed ? "The chip failed; once it works again," : "Interrupted;")} continue with: "
                + $"bss2 train {settings.Data?.Kind ?? DataSettings.YinYang} --resume {folder.Location}");
            if (failed)
            {
                throw;
            }
            return 130;
        }
    }

    private int Finish(RunFolder folder, RunManifest done)
    {
        RunTiming timing = done.Timing;
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Test accuracy {100 * done.TestAccuracy:F2} % after {done.EpochsDone} {(done.EpochsDone == 1 ? "epoch" : "epochs")}, {timing.WallS:F0} s{(done.ReducedModel ? " (reduced model)" : "")}. Report: {Path.Combine(folder.Location, "report.html")}"));
        if (timing.Energy is { } energy)
        {
            log.WriteLine(energy);
        }
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                test_accuracy = done.TestAccuracy, validation_accuracy = done.ValidationAccuracy, epochs = done.EpochsDone, wall_s = timing.WallS,
                chip_time_s = timing.ChipTimeS, samples_per_s = timing.Sessions.Sum(s => s.Samples) / Math.Max(timing.WallS, 1e-9),
                cadc_words_read = done.CadcWordsRead, madc_words_read = done.MadcWordsRead, spikes_read = done.SpikesRead,
                die = done.Settings.Chip.Die, seed = done.Seed, core = done.Settings.Chip.Core, reduced_model = done.ReducedModel,
                chip = done.Chip, calibration = done.Calibration?.Method ?? CalibrationChoice.None, circuits_avoided = done.CircuitsAvoided,
                run = folder.Location, energy = timing.Energy, diagnostics = done.Diagnostics,
            }, RunManifest.SnakeCase));
        }
        return 0;
    }
}
