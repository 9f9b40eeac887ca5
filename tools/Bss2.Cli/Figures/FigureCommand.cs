using System.CommandLine;
using System.Text.Json;
using Bss2.Cli.Chips;

namespace Bss2.Cli.Figures;

/// <summary>bss2 figure N.</summary>
internal static class FigureCommand
{
    private const int DefaultSeeds = 5, DefaultTrials = 20;

    public static Command Create()
    {
        var number = new Argument<int>("number") { Description = "which figure of the paper" };
        number.AcceptOnlyFromAmong("1", "2", "3", "4");
        var outDir = new Option<string>("--out") { DefaultValueFactory = _ => "figures", Description = "folder for CSV, SVG and caption" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var chip = new ChipOptions();
        Option<int?> seeds = Limits.AtLeast(new Option<int?>("--seeds") { Description = $"figure 2: trainings, with seeds from --seed on (default {DefaultSeeds})" }, 1);
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "figure 2: first seed" };
        Option<int?> epochs = Limits.AtLeast(new Option<int?>("--epochs") { Description = "figure 2: passes over the training set (default: the recipe's)" }, 1);
        Option<int?> trials = Limits.AtLeast(new Option<int?>("--trials") { Description = $"figure 3: presentations of every weight (default {DefaultTrials})" }, 2);
        Option<int?> threads = Limits.AtLeast(new Option<int?>("--threads") { Description = "host threads; results do not depend on it" }, 1);
        var command = new Command("figure", "Make a figure of the paper: CSV, SVG, caption. Example: bss2 figure 2 --substrate simulation --out figures")
        { number, outDir, json };
        chip.AddTo(command);
        foreach (Option option in (Option[])[seeds, seed, epochs, trials, threads])
        {
            command.Options.Add(option);
        }
        command.SetAction(async (parsed, token) =>
        {
            int figure = parsed.GetValue(number);
            bool quiet = parsed.GetValue(json);
            TextWriter log = quiet ? Console.Error : Console.Out;
            ChipSettings on = chip.Apply(parsed, new());
            var folder = new FigureFolder(parsed.GetValue(outDir)!, figure == 3 ? $"figure3-die{OnDie(on).Die}" : $"figure{figure}");
            object summary = figure switch
            {
                1 => Figure1.Make(folder, log),
                3 => await new Figure3
                {
                    Chip = OnDie(on), Cache = chip.CalibrationChoice(parsed).Cache, Seed = parsed.GetValue(seed),
                    Trials = parsed.GetValue(trials) ?? DefaultTrials,
                }.MakeAsync(folder, log, token),
                4 => Figure4.Make(folder, log),
                _ => await new Figure2
                {
                    Settings = new() { Chip = on, Epochs = parsed.GetValue(epochs), Seed = parsed.GetValue(seed) },
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

    // Figure 3 is about mismatch: without a die said, die 1.
    private static ChipSettings OnDie(ChipSettings chip) => chip.Die == new ChipSettings().Die && !chip.IsRemote ? chip with { Die = "1" } : chip;
}
