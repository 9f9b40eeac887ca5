using System.CommandLine;
using Bss2.Calibration;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;

namespace Bss2.Cli.Tables;

/// <summary>bss2 table wafer.</summary>
internal static class WaferCommand
{
    private const int TuneEpochs = 2;

    public static Command Create()
    {
        var emulation = new EmulationOptions();
        Option<int?> source = Limits.AtLeast(new Option<int?>("--source") { Description = "seed of the die to train on (default 1)" }, 0);
        Option<string> dies = NumberList.Option("--dies", "11-20", 0, "seeds of the dies to deploy on");
        var loss = new Option<string>("--loss") { DefaultValueFactory = _ => "max", Description = "max or ttfs" };
        loss.AcceptOnlyFromAmong("max", "ttfs");
        Option<int?> epochs = Limits.AtLeast(new Option<int?>("--epochs") { Description = "of the training (default: the recipe's)" }, 1);
        Option<int?> tune = Limits.AtLeast(new Option<int?>("--tune-epochs") { Description = $"in the loop on each new die (default {TuneEpochs})" }, 1);
        Option<int?> samples = Limits.AtLeast(new Option<int?>("--training-samples") { Description = "size of the training set (default 5000)" }, 1);
        Option<int?> hidden = Limits.AtLeast(new Option<int?>("--hidden") { Description = "hidden neurons (default 120)" }, 1);
        var calibration = new Option<string>("--calibration") { DefaultValueFactory = _ => CalibrationChoice.DefaultMethod, Description = "codes of the calibrated dies" };
        calibration.AcceptOnlyFromAmong([CalibrationChoice.None, .. CalibrationMethod.Named.Select(m => m.Name)]);
        Option<int?> jobs = Limits.AtLeast(new Option<int?>("--jobs") { Description = "dies at once, one thread each (default: one per core)" }, 1);
        var cache = new Option<string?>("--cache") { Description = $"folder of calibrations (default: {CalibrationCache.DefaultFolder})" };
        var outDir = new Option<string>("--out") { DefaultValueFactory = _ => Path.Combine("tables", "wafer"), Description = "folder for runs and table" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var command = new Command("wafer", "Train on one die, deploy on dies never seen: uncalibrated, calibrated, and tuned in the loop. Example: bss2 table wafer --dies 11-15");
        foreach (Option option in (Option[])[source, dies, loss, .. emulation.All.Where(o => o != emulation.Die), epochs, tune, samples, hidden, calibration, jobs, cache, outDir, json])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, token) => new WaferRun(new()
        {
            Source = parsed.GetValue(source) ?? 1, Dies = NumberList.Parse(parsed.GetValue(dies)!), Loss = parsed.GetValue(loss)!,
            Chip = emulation.Apply(parsed, new()), Epochs = parsed.GetValue(epochs), TuneEpochs = parsed.GetValue(tune) ?? TuneEpochs,
            Hidden = parsed.GetValue(hidden) ?? 120, TrainingSamples = parsed.GetValue(samples) ?? 5000, Jobs = parsed.GetValue(jobs) ?? Environment.ProcessorCount,
            Calibration = parsed.GetValue(calibration)!, Cache = parsed.GetValue(cache), Out = parsed.GetValue(outDir)!, CommandLine = [.. parsed.Tokens.Select(t => t.Value)],
        }, parsed.GetValue(json) ? Console.Error : Console.Out, parsed.GetValue(json)).RunAsync(token));
        return command;
    }
}
