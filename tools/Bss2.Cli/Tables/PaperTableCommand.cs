using System.CommandLine;
using Bss2.Calibration;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;

namespace Bss2.Cli.Tables;

/// <summary>bss2 table 1.</summary>
internal static class PaperTableCommand
{
    // --quick: enough to see that every row learns.
    private const int Seeds = 5, QuickSeeds = 2, QuickEpochs = 8, QuickSamples = 1500;

    public static Command Create()
    {
        var emulation = new EmulationOptions();
        Option<string[]> rows = TableCommand.Words("--rows", [.. PaperRow.All.Select(row => row.Name)], "rows");
        Option<int?> seeds = Limits.AtLeast(new Option<int?>("--seeds") { Description = $"simulations per row, seeds 1 to this (default {Seeds})" }, 1);
        Option<string> dies = NumberList.Option("--dies", "1-5", 0, "seeds of dies, of the rows on the chip");
        var calibration = new Option<string>("--calibration") { DefaultValueFactory = _ => CalibrationChoice.DefaultMethod, Description = "codes of the circuits" };
        calibration.AcceptOnlyFromAmong([CalibrationChoice.None, .. CalibrationMethod.Named.Select(m => m.Name)]);
        var quick = new Option<bool>("--quick")
        {
            Description = $"a taste: {QuickSeeds} seeds, die 1, {QuickEpochs} epochs of {QuickSamples} samples where nothing else is said",
        };
        Option<int?> epochs = Limits.AtLeast(new Option<int?>("--epochs") { Description = "passes over the training set (default: the recipes')" }, 1);
        Option<int?> samples = Limits.AtLeast(new Option<int?>("--training-samples") { Description = "size of the training set (default 5000)" }, 1);
        Option<int?> hidden = Limits.AtLeast(new Option<int?>("--hidden") { Description = "hidden neurons (default 120)" }, 1);
        Option<int?> jobs = Limits.AtLeast(new Option<int?>("--jobs") { Description = "cells at once, one thread each (default: one per core)" }, 1);
        var cache = new Option<string?>("--cache") { Description = $"folder of calibrations (default: {CalibrationCache.DefaultFolder})" };
        var outDir = new Option<string>("--out") { DefaultValueFactory = _ => Path.Combine("tables", "1"), Description = "folder for the table" };
        var runs = new Option<string?>("--runs") { Description = "folder for the runs (default: runs, beside the table)" };
        var resume = new Option<bool>("--resume") { Description = "go on after an interruption; the same command does so without it, too" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var command = new Command("1", "The paper's Table 1: all estimators and losses, in simulation and on calibrated dies. Example: bss2 table 1 --quick");
        foreach (Option option in (Option[])[rows, seeds, dies, calibration, quick, .. emulation.All.Where(o => o != emulation.Die), epochs, samples,
            hidden, jobs, cache, outDir, runs, resume, json])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, token) =>
        {
            bool fast = parsed.GetValue(quick);
            return new PaperTableRun(new()
            {
                Rows = [.. PaperRow.All.Where(row => parsed.GetValue(rows)!.Contains(row.Name))],
                Seeds = parsed.GetValue(seeds) ?? (fast ? QuickSeeds : Seeds),
                Dies = fast && parsed.GetResult(dies) is not { Implicit: false } ? [1] : NumberList.Parse(parsed.GetValue(dies)!),
                Chip = emulation.Apply(parsed, new()), Calibration = parsed.GetValue(calibration), Epochs = parsed.GetValue(epochs) ?? (fast ? QuickEpochs : null),
                TrainingSamples = parsed.GetValue(samples) ?? (fast ? QuickSamples : 5000), Hidden = parsed.GetValue(hidden) ?? 120,
                Jobs = parsed.GetValue(jobs) ?? Environment.ProcessorCount, Cache = parsed.GetValue(cache), Out = parsed.GetValue(outDir)!,
                Runs = parsed.GetValue(runs) ?? Path.Combine(parsed.GetValue(outDir)!, "runs"), CommandLine = [.. parsed.Tokens.Select(t => t.Value)],
            }, parsed.GetValue(json) ? Console.Error : Console.Out, parsed.GetValue(json)).RunAsync(token);
        });
        return command;
    }
}
