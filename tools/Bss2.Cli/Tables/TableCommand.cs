using System.CommandLine;
using Bss2.Calibration;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;

namespace Bss2.Cli.Tables;

/// <summary>bss2 table NAME: many runs, one table; each resumes where it was interrupted.</summary>
internal static class TableCommand
{
    private static readonly string[] s_losses = ["max", "ttfs"];

    public static Command Create() => new("table", "Make a table out of many runs; the same command goes on after an interruption.") { PaperTableCommand.Create(), WaferCommand.Create(), Dies() };

    private static Command Dies()
    {
        string[] kinds = [CalibrationChoice.None, .. CalibrationMethod.Named.Select(m => m.Name)];
        var emulation = new EmulationOptions();
        Option<string> dies = NumberList.Option("--dies", "1-5", 0, "seeds of dies");
        Option<string> hidden = NumberList.Option("--hidden", "120,30", 1, "hidden neurons");
        Option<string[]> losses = Words("--losses", s_losses, "losses"), calibrations = Words("--calibrations", kinds, "codes of the circuits");
        var transfer = new Option<string>("--transfer")
        {
            DefaultValueFactory = _ => "on", Description = "also evaluate weights that were trained on the ideal die: on or off",
        };
        transfer.AcceptOnlyFromAmong("on", "off");
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "of every training" };
        Option<int?> epochs = Limits.AtLeast(new Option<int?>("--epochs") { Description = "passes over the training set (default: the recipe's)" }, 1);
        Option<int?> samples = Limits.AtLeast(new Option<int?>("--training-samples") { Description = "size of the training set (default 5000)" }, 1);
        Option<int?> jobs = Limits.AtLeast(new Option<int?>("--jobs") { Description = "cells at once (default: one per core)" }, 1);
        Option<int?> threads = Limits.AtLeast(new Option<int?>("--threads") { Description = "threads of each cell (default 1); results do not depend on it" }, 1);
        var cache = new Option<string?>("--cache") { Description = $"folder of calibrations (default: {CalibrationCache.DefaultFolder})" };
        var outDir = new Option<string>("--out")
        {
            DefaultValueFactory = _ => Path.Combine("tables", "dies"), Description = "folder for runs and table",
        };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var command = new Command("dies", "Yin-Yang on several dies: uncalibrated, calibrated by either method, and with weights from the ideal die. "
            + "Example: bss2 table dies --dies 1 --losses max --hidden 30");
        foreach (Option option in (Option[])[dies, losses, calibrations, hidden, transfer, .. emulation.All.Where(o => o != emulation.Die), seed,
            epochs, samples, jobs, threads, cache, outDir, json])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, token) => new DieTableRun(new()
        {
            Dies = NumberList.Parse(parsed.GetValue(dies)!), Hidden = NumberList.Parse(parsed.GetValue(hidden)!),
            Losses = parsed.GetValue(losses)!, Calibrations = parsed.GetValue(calibrations)!, Transfer = parsed.GetValue(transfer) == "on",
            Chip = emulation.Apply(parsed, new()), Seed = parsed.GetValue(seed), Epochs = parsed.GetValue(epochs),
            TrainingSamples = parsed.GetValue(samples) ?? 5000, Jobs = parsed.GetValue(jobs) ?? Environment.ProcessorCount,
            Threads = parsed.GetValue(threads) ?? 1,
            Cache = parsed.GetValue(cache), Out = parsed.GetValue(outDir)!, CommandLine = [.. parsed.Tokens.Select(t => t.Value)],
        }, parsed.GetValue(json) ? Console.Error : Console.Out, parsed.GetValue(json)).RunAsync(token));
        return command;
    }

    // Several words, with commas or spaces between them.
    internal static Option<string[]> Words(string name, string[] all, string description)
    {
        var option = new Option<string[]>(name)
        {
            DefaultValueFactory = _ => all, AllowMultipleArgumentsPerToken = true,
            Description = $"{description}: of {string.Join(", ", all)} (default: all)",
            CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct()],
        };
        option.Validators.Add(result =>
        {
            foreach (string word in (result.GetValueOrDefault<string[]>() ?? []).Where(word => !all.Contains(word)))
            {
                result.AddError($"{name} {word}: give of {string.Join(", ", all)}.");
            }
        });
        return option;
    }
}
