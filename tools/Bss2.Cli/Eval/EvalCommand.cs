using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bss2.Calibration.Store;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;
using Bss2.Cli.Runs;
using Bss2.Cli.Train;
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
        command.SetAction((parsed, token) => InterruptibleAsync(parsed.GetValue(folder)!, settings => chip.Apply(parsed, settings), chip.CalibrationChoice(parsed),
            parsed.GetValue(threads) ?? Math.Min(2, Environment.ProcessorCount), parsed.GetValue(json), token));
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
        await using OpenSubstrate open = await settings.OpenAsync(on, calibration, threads, log.WriteLine, token);
        log.WriteLine($"Chip: {open.Description}; calibration: {Text(calibration)}");
        var trainer = new Trainer(settings.Recipe(), open.Substrate, data.Training, data.Validation, settings.Seed, threads);
        trainer.Restore(Checkpoint.Read(folder.CheckpointPath));
        Evaluation test = await trainer.EvaluateAsync(data.Test, EvaluationSet.Test, token);
        bool reduced = open.IsReducedModel;
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Test accuracy {100 * test.Accuracy:F2} %, weights after {trainer.Epoch} epochs{(reduced ? " (reduced model)" : "")}."));
        string[] answers = [.. data.Classes, "none"];
        log.WriteLine($"{"true \\ answer",-13}{string.Concat(answers.Select(name => $"{name,6} "))}");
        foreach ((string name, int[] row) in data.Classes.Zip(test.Confusion))
        {
            log.WriteLine($"{name,-13}{string.Concat(row.Select((n, c) => n.ToString(CultureInfo.InvariantCulture).PadLeft(Math.Max(6, answers[c].Length)) + " "))}");
        }
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                test_accuracy = test.Accuracy, confusion = test.Confusion, invalid_samples = test.Invalid, epochs = trainer.Epoch,
                substrate = on.Substrate, die = on.Die, core = on.Core, noise = on.Noise, reduced_model = reduced, chip = open.Description,
                cadc_words_read = open.Chip?.Usage.CadcWordsRead ?? 0, madc_words_read = open.Chip?.Usage.MadcWordsRead ?? 0,
                spikes_read = open.Chip?.Usage.SpikesRead ?? 0, run = location, trained_on = settings.Chip.Die, seed = settings.Seed,
                calibration = calibration?.Method ?? CalibrationChoice.None, circuits_avoided = open.Chip?.Placement?.AvoidedCircuits,
            }));
        }
        return 0;
    }

    // The run's own codes on the run's own chip; on another one, what train would take there.
    private static async Task<CalibrationFile?> CalibrationAsync(RunFolder folder, TrainSettings settings, ChipSettings on, CalibrationChoice choice,
        TextWriter log, bool terminal, CancellationToken token) => choice.Wanted is null && on.Substrate == settings.Chip.Substrate
        && on.Chip == settings.Chip.Chip && on.Die == settings.Chip.Die
        ? folder.ReadCalibration(settings) : await choice.ResolveAsync(on, settings.Recipe(), log, terminal, token);

    private static string Text(CalibrationFile? file) => file is null ? "none" : $"{file.Method}, {file.Target.Name}";
}
