using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bss2.Cli.Chips;
using Bss2.Hal.Playback;
using Bss2.Runtime;
using Bss2.Runtime.Board;
using Bss2.Runtime.BringUp;

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
        var board = new Option<string>("--board") { DefaultValueFactory = _ => "cube", Description = "adapter board: cube or jboa" };
        board.AcceptOnlyFromAmong("cube", "jboa");
        var asIs = new Option<bool>("--as-is") { Description = "looks without bring-up, which resets the chip" };
        var load = new Option<double?>("--load")
        {
            Description = "reads the rails a second time while the chip's background sources make this many events per second, for instance 1e7",
        };
        load.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } hz and not (>= BackgroundLoad.LowestHz and <= BackgroundLoad.HighestHz))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture,
                    $"--load {hz}: give a rate from {BackgroundLoad.LowestHz:F0} to {BackgroundLoad.HighestHz:G3} events per second."));
            }
        });
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var command = new Command("probe", "Identity, link, supplies, temperature, drop counters. Example: bss2 probe --die 3")
        {
            set, dryRun, anyCode, board, load, asIs, json,
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
        command.Validators.Add(result =>
        {
            if (result.GetValue(asIs) && result.GetResult(load) is { Implicit: false })
            {
                result.AddError("--load needs a chip that was brought up; leave --as-is away.");
            }
        });
        command.SetAction((parsed, token) => RunAsync(chip.Apply(parsed, new ChipSettings()), parsed.GetValue(set) ?? [], new ProbeOptions(
            parsed.GetValue(board) == "jboa" ? AdapterBoard.Jboa : AdapterBoard.Cube, parsed.GetValue(dryRun), parsed.GetValue(anyCode), parsed.GetValue(asIs), parsed.GetValue(load), parsed.GetValue(json)), token));
        return command;
    }

    private static async Task<int> RunAsync(ChipSettings settings, string[] set, ProbeOptions options, CancellationToken token)
    {
        TextWriter log = options.Json ? Console.Error : Console.Out;
        await using IPlaybackExecutor chip = await settings.OpenAsync(0, token, log.WriteLine);
        log.WriteLine($"Chip: {chip.Chip.Name}{(chip.Chip.IsEmulated ? "; this is an emulator, not a board" : "")}");
        var codes = new Dictionary<PowerRail, int>();
        foreach (string text in set)
        {
            if (TryParse(text, out PowerRail rail, out int code))
            {
                codes[rail] = code;
            }
        }
        BoardSupplies.Check(codes, options.AnyCode, options.Board);
        ChipSession? session = options.AsIs ? null : new ChipSession(chip, new BringUpOptions { Board = options.Board }, settings.Expected);
        string? problem = session is null ? null : await OpenAsync(session, token);
        // Beneath the session, so that supplies are put back even when it is faulted.
        await using var supplies = new BoardSupplies(chip, options.DryRun, options.Board);
        await supplies.SetAsync(codes, options.AnyCode, token);
        if (options.DryRun && codes.Count > 0)
        {
            log.WriteLine($"Dry run: {codes.Count} supply codes are within their limits; none was written.");
        }
        ProbeReport report = await ProbeReport.TakeAsync(chip, session, problem, options.LoadHz, token);
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(ProbeJson.Of(report)));
        }
        else
        {
            ProbeText.Print(report);
        }
        return report.BringUpProblem is null ? 0 : 1;
    }

    private static async Task<string?> OpenAsync(ChipSession session, CancellationToken token)
    {
        try
        {
            await session.OpenAsync(token);
            return null;
        }
        catch (BringUpException failure)
        {
            return failure.Message;
        }
    }

    private static bool TryParse(string text, out PowerRail rail, out int code)
    {
        string[] parts = text.Split('=');
        (rail, code) = (default, 0);
        return parts.Length == 2 && Enum.TryParse(parts[0].Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out rail)
            && Enum.IsDefined(rail) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out code);
    }

    private sealed record ProbeOptions(AdapterBoard Board, bool DryRun, bool AnyCode, bool AsIs, double? LoadHz, bool Json);
}
