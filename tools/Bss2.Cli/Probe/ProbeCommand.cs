using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bss2.Cli.Chips;
using Bss2.Hal.Playback;
using Bss2.Runtime.Board;
using Spectre.Console;

namespace Bss2.Cli.Probe;

/// <summary>bss2 probe: who answers, over what link, on what power.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        var chip = new ChipOptions();
        var set = new Option<string[]>("--set")
        {
            Description = "first sets a supply's DAC code, and puts it back at the end: RAIL=CODE, for instance vdd12_digital=2100",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "with --set: checks the codes and writes nothing" };
        var anyCode = new Option<bool>("--override-limits")
        {
            Description = "with --set: takes codes outside the safe limits; this can destroy a chip",
        };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var command = new Command("probe", "Identity, link, supplies, temperature, drop counters. Example: bss2 probe --die 3")
        {
            set, dryRun, anyCode, json,
        };
        chip.AddTo(command);
        set.Validators.Add(result =>
        {
            foreach (string text in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (!TryParse(text, out _, out _))
                {
                    result.AddError($"--set {text}: give RAIL=CODE with a rail of {string.Join(", ", Enum.GetValues<PowerRail>().Select(PowerRails.Name))}.");
                }
            }
        });
        command.SetAction((parsed, token) => RunAsync(chip.Apply(parsed, new ChipSettings()), parsed.GetValue(set) ?? [],
            parsed.GetValue(dryRun), parsed.GetValue(anyCode), parsed.GetValue(json), token));
        return command;
    }

    private static async Task<int> RunAsync(
        ChipSettings settings, string[] set, bool dryRun, bool anyCode, bool json, CancellationToken token)
    {
        TextWriter log = json ? Console.Error : Console.Out;
        await using IPlaybackExecutor chip = await settings.OpenAsync(0, token);
        log.WriteLine($"Chip: {chip.Chip.Name}");
        var codes = new Dictionary<PowerRail, int>();
        foreach (string text in set)
        {
            if (TryParse(text, out PowerRail rail, out int code))
            {
                codes[rail] = code;
            }
        }
        await using var supplies = new BoardSupplies(chip, dryRun);
        await supplies.SetAsync(codes, anyCode, token);
        if (dryRun && codes.Count > 0)
        {
            log.WriteLine($"Dry run: {codes.Count} supply codes are within their limits; none was written.");
        }
        ProbeReport report = await ProbeReport.TakeAsync(chip, token);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(Json(report)));
        }
        else
        {
            Print(report);
        }
        return 0;
    }

    private static bool TryParse(string text, out PowerRail rail, out int code)
    {
        string[] parts = text.Split('=');
        (rail, code) = (default, 0);
        return parts.Length == 2 && Enum.TryParse(parts[0].Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out rail)
            && Enum.IsDefined(rail) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out code);
    }

    private static object Json(ProbeReport report) => new
    {
        chip = new
        {
            name = report.Chip.Name, identity = report.Chip.Identity, emulated = report.Chip.IsEmulated,
            jtag_id = $"0x{report.JtagId:X8}", version = report.JtagId >> 28, fpga_dna = $"0x{report.FpgaDna:X15}",
        },
        rails = report.Rails.Select(rail => new
        {
            name = rail.Rail.Name(), volts = rail.Volts, amperes = rail.Amperes, watts = rail.Watts,
        }).ToArray(),
        power_w = report.Watts,
        temperature_c = report.TemperatureC,
        link = new { phys = report.Phys, arq = report.Arq, problem = report.LinkProblem },
        drops = new { crossbar_inputs = report.Drops, problem = report.DropsProblem },
    };

    private static void Print(ProbeReport report)
    {
        Console.WriteLine($"JTAG id 0x{report.JtagId:X8} (version {report.JtagId >> 28}), FPGA DNA 0x{report.FpgaDna:X15}");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("rail", "V", "mA", "mW");
        foreach (RailReading rail in report.Rails)
        {
            table.AddRow(rail.Rail.Name(), Text(rail.Volts, "F3"), Text(1e3 * rail.Amperes, "F2"), Text(1e3 * rail.Watts, "F1"));
        }
        table.AddRow("sum", "", "", Text(1e3 * report.Watts, "F1"));
        AnsiConsole.Write(table);
        Console.WriteLine($"Board {Text(report.TemperatureC, "F1")} °C");
        Console.WriteLine(report.Phys is { } phys
            ? $"Link: {phys.Count(phy => phy.OnlineTime > 0)} of {phys.Count} PHYs up, {phys.Sum(phy => phy.CrcErrorCount)} CRC errors, "
                + $"{phys.Sum(phy => phy.RxDroppedCount)} words dropped; ARQ {report.Arq}"
            : $"Link: {report.LinkProblem}");
        Console.WriteLine(report.Drops is { } drops ? $"Events dropped at crossbar inputs: {string.Join(' ', drops)}"
            : $"Drop counters: {report.DropsProblem}");
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
