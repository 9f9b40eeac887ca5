using System.CommandLine;
using Bss2.Calibration;
using Bss2.Calibration.Store;
using Bss2.Cli.Chips;
using Bss2.Hal.Coordinates;

namespace Bss2.Cli.Calibrate;

/// <summary>bss2 calibrate: from a raw die to one that trains.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var chip = new ChipOptions();
        var method = new Option<string>("--method")
        {
            DefaultValueFactory = _ => CalibrationChoice.DefaultMethod,
            Description = "cadc: voltages by CADC and MADC; spikes: nothing but spikes is read",
        };
        method.AcceptOnlyFromAmong([.. CalibrationMethod.Named.Select(m => m.Name)]);
        var target = new Option<string>("--target") { DefaultValueFactory = _ => "max", Description = $"operating point: {TargetOption.Forms}" };
        var circuits = new Option<string>("--circuits")
        {
            DefaultValueFactory = _ => "0-511", Description = "which neuron circuits, for instance 0-127,130",
        };
        circuits.Validators.Add(result =>
        {
            try
            {
                if (CircuitRanges.Parse(result.GetValueOrDefault<string>()!).Count == 0)
                {
                    result.AddError("--circuits: give at least one circuit.");
                }
            }
            catch (FormatException e)
            {
                result.AddError($"--circuits: {e.Message}");
            }
        });
        var seed = new Option<ulong>("--seed")
        {
            DefaultValueFactory = _ => CalibrationCache.Seed, Description = "of the emulated chip's temporal noise",
        };
        var anew = new Option<bool>("--again") { Description = "begin anew though the cache has this calibration, and replace it" };
        var characterise = new Option<bool>("--characterise")
        {
            Description = "then measure every circuit from spikes, with error bars: characterisation.json in the --out folder",
        };
        var compare = new Option<string?>("--compare") { Description = "an earlier calibration file of this chip: report how far it has drifted" };
        var outDir = new Option<string?>("--out") { Description = "folder for calibration.json, report.html, report.json and pictures" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var command = new Command("calibrate", "Bring a chip's neuron circuits to an operating point; an interrupted calibration goes on where it "
            + "stopped. Example: bss2 calibrate --die 3 --method spikes --target ttfs");
        foreach (Option option in (Option[])[method, target, circuits])
        {
            command.Options.Add(option);
        }
        chip.AddChipTo(command);
        foreach (Option option in (Option[])[seed, chip.Cache, anew, characterise, compare, outDir, json])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, token) => new CalibrateRun(parsed.GetValue(json)).RunAsync(new()
        {
            Chip = chip.Apply(parsed, new()),
            Request = new(CalibrationMethod.ByName(parsed.GetValue(method)!), TargetOption.Parse(parsed.GetValue(target)!),
                [.. CircuitRanges.Parse(parsed.GetValue(circuits)!).Select(i => new AtomicNeuron(i))]),
            Seed = parsed.GetValue(seed), Cache = parsed.GetValue(chip.Cache), Anew = parsed.GetValue(anew),
            Characterise = parsed.GetValue(characterise), Compare = parsed.GetValue(compare),
            Out = parsed.GetValue(outDir), CommandLine = [.. parsed.Tokens.Select(t => t.Value)],
        }, token));
        return command;
    }
}
