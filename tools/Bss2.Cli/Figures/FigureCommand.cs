using System.CommandLine;
using System.Text.Json;
using Bss2.Cli.Chips;

namespace Bss2.Cli.Figures;

/// <summary>bss2 figure N.</summary>
internal static class FigureCommand
{
    private const int DefaultSeeds = 5;

    public static Command Create()
    {
        var number = new Argument<int>("number") { Description = "which figure of the paper" };
        number.AcceptOnlyFromAmong("1", "2", "4");
        var outDir = new Option<string>("--out") { DefaultValueFactory = _ => "figures", Description = "folder for CSV, SVG and caption" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var chip = new ChipOptions();
        Option<int?> seeds = Limits.AtLeast(new Option<int?>("--seeds") { Description = $"figure 2: trainings, with seeds from --seed on (default {DefaultSeeds})" }, 1);
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "figure 2: first seed" };
        Option<int?> epochs = Limits.AtLeast(new Option<int?>("--epochs") { Description = "figure 2: passes over the training set (default: the recipe's)" }, 1);
        Option<int?> threads = Limits.AtLeast(new Option<int?>("--threads") { Description = "host threads; results do not depend on it" }, 1);
        var command = new Command("figure", "Make a figure of the paper: CSV, SVG, caption. Example: bss2 figure 2 --substrate simulation --out figures")
        { number, outDir, json };
        chip.AddTo(command);
        foreach (Option option in (Option[])[seeds, seed, epochs, threads])
        {
            command.Options.Add(option);
        }
        command.SetAction(async (parsed, token) =>
        {
            int figure = parsed.GetValue(number);
            bool quiet = parsed.GetValue(json);
            TextWriter log = quiet ? Console.Error : Console.Out;
            var folder = new FigureFolder(parsed.GetValue(outDir)!, $"figure{figure}");
            object summary = figure switch
            {
                1 => Figure1.Make(folder, log),
                4 => Figure4.Make(folder, log),
                _ => await new Figure2
                {
                    Settings = new() { Chip = chip.Apply(parsed, new()), Epochs = parsed.GetValue(epochs), Seed = parsed.GetValue(seed) },
                    Seeds = parsed.GetValue(seeds) ?? DefaultSeeds, Calibration = chip.CalibrationChoice(parsed),
                    Threads = parsed.GetValue(threads) ?? Math.Min(2, Environment.ProcessorCount),
                }.MakeAsync(folder, log, token),
            };
            if (quiet)
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(summary));
            }
            return 0;
        });
        return command;
    }
}
