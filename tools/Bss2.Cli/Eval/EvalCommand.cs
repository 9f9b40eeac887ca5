using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bss2.Calibration.Store;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;
using Bss2.Cli.Runs;
using Bss2.Cli.Train;
using Bss2.Hal.Playback;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Eval;

/// <summary>bss2 eval RUN: the checkpoint's weights on the test set, on the run's own or any other chip.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var chip = new ChipOptions();
        var folder = new Argument<string>("run") { Description = "folder that train wrote" };
        Option<int?> threads = Limits.AtLeast(new Option<int?>("--threads") { Description = "host threads; results do not depend on it" }, 1);
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var command = new Command("eval", "Test accuracy of a checkpoint, on any chip or die. Example: bss2 eval runs/mine --die 3") { folder };
        chip.AddTo(command);
        command.Options.Add(threads);
        command.Options.Add(json);
        command.SetAction((parsed, token) => InterruptibleAsync(parsed.GetValue(folder)!, settings => chip.Apply(parsed, settings),
            chip.CalibrationChoice(parsed), parsed.GetValue(threads) ?? Math.Min(2, Environment.ProcessorCount), parsed.GetValue(json), token));
        return command;
    }

    private static async Task<int> InterruptibleAsync(
        string location, Func<ChipSettings, ChipSettings> apply, CalibrationChoice choice, int threads, bool json, CancellationToken token)
    {
        try
        {
            return await RunAsync(location, apply, choice, threads, json, token);
        }
        catch (OperationCanceledException)
        {
            (json ? Console.Error : Console.Out).WriteLine("Interrupted; no result was written, run the same command again.");
            return 130;
        }
    }

    private static async Task<int> RunAsync(
        string location, Func<ChipSettings, ChipSettings> apply, CalibrationChoice choice, int threads, bool json, CancellationToken token)
    {
        TextWriter log = json ? Console.Error : Console.Out;
        RunFolder folder = RunFolder.Open(location);
        TrainSettings settings = RunManifest.Read(folder).Settings;
        DataSet data = settings.LoadData();
        ChipSettings on = apply(settings.Chip);
        bool terminal = json ? !Console.IsErrorRedirected : !Console.IsOutputRedirected;
        CalibrationFile? calibration = await CalibrationAsync(folder, settings, on, choice, log, terminal, token);
        EvalRun run = await EvalRun.RunAsync(folder, settings, data, on, calibration, threads, log, token);
        Evaluation test = run.Test;
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Test accuracy {100 * test.Accuracy:F2} %, weights after {run.Epochs} epochs{(run.IsReducedModel ? " (reduced model)" : "")}."));
        string[] answers = [.. data.Classes, "none"];
        log.WriteLine($"{"true \\ answer",-13}{string.Concat(answers.Select(name => $"{name,6} "))}");
        foreach ((string name, int[] row) in data.Classes.Zip(test.Confusion))
        {
            log.WriteLine($"{name,-13}{string.Concat(row.Select((n, c) => n.ToString(CultureInfo.InvariantCulture).PadLeft(Math.Max(6, answers[c].Length)) + " "))}");
        }
        EnergyReport? energy = EnergyReport.Of(run.Usage);
        if (energy is not null)
        {
            log.WriteLine(energy);
        }
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                test_accuracy = test.Accuracy, confusion = test.Confusion, invalid_samples = test.Invalid, epochs = run.Epochs,
                substrate = on.Substrate, die = on.Die, core = on.Core, noise = on.Noise, reduced_model = run.IsReducedModel, chip = run.Chip,
                cadc_words_read = run.Usage.CadcWordsRead, madc_words_read = run.Usage.MadcWordsRead,
                spikes_read = run.Usage.SpikesRead, run = location, trained_on = settings.Chip.Die, seed = settings.Seed,
                calibration = calibration?.Method ?? CalibrationChoice.None, circuits_avoided = run.CircuitsAvoided,
                energy, diagnostics = run.Diagnostics,
            }, RunManifest.SnakeCase));
        }
        return 0;
    }

    // The run's own codes on the run's own chip; on another one, what train would take there.
    internal static async Task<CalibrationFile?> CalibrationAsync(RunFolder folder, TrainSettings settings, ChipSettings on, CalibrationChoice choice,
        TextWriter log, bool terminal, CancellationToken token)
    {
        if (choice.Wanted is null && on.Substrate == settings.Chip.Substrate)
        {
            await using IPlaybackExecutor? chip = on.Substrate == "simulation" ? null : await on.OpenAsync(settings.Seed, token);
            if (chip is null || chip.Chip.Identity == RunManifest.Read(folder).DieIdentity)
            {
                return folder.ReadCalibration(settings);
            }
        }
        return await choice.ResolveAsync(on, settings.Recipe(), log, terminal, token);
    }
}
