using System.CommandLine;
using System.Text.Json;
using Bss2.Cli.Chips;
using Bss2.Cli.Runs;
using Bss2.Hal.Playback;

namespace Bss2.Cli.Conform;

/// <summary>bss2 conform: does what is at the far end of --chip do what an FPGA with its chip does?</summary>
internal static class ConformCommand
{
    private static readonly JsonSerializerOptions s_file = new() { WriteIndented = true };

    public static Command Create()
    {
        var chip = new ChipOptions();
        var file = new Option<string>("--out") { DefaultValueFactory = _ => "conform.json", Description = "report file" };
        var json = new Option<bool>("--json") { Description = "the report as one JSON object on stdout, all else on stderr" };
        var command = new Command("conform",
            "Run the conformance contracts against a chip; exit code 1 if one is broken. Example: bss2 conform --chip udp://192.168.1.2");
        foreach (Option option in (Option[])[chip.Chip, .. chip.Emulation.All, chip.Deadline, file, json])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, token) =>
            RunAsync(chip.Apply(parsed, new()), parsed.GetValue(file)!, parsed.GetValue(json), token));
        return command;
    }

    private static async Task<int> RunAsync(ChipSettings settings, string file, bool json, CancellationToken token)
    {
        TextWriter log = json ? Console.Error : Console.Out;
        var run = new ConformRun(settings, check =>
            log.WriteLine($"{check.Result,-7}  {check.Name}{(check.Message.Length > 0 ? $": {check.Message}" : "")}"));
        ChipDescription chip = await run.IdentifyAsync(token);
        log.WriteLine($"Chip: {chip.Name}{(chip.IsEmulated ? "; this is an emulator, not a board" : "")}");
        IReadOnlyList<ConformCheck> checks = await run.RunAsync(token);
        int Count(string result) => checks.Count(check => check.Result == result);
        var result = new
        {
            passed = Count(ConformCheck.Passed),
            failed = Count(ConformCheck.Failed),
            skipped = Count(ConformCheck.Skipped),
            chip = chip.Name,
            identity = chip.Identity,
            emulator = chip.IsEmulated,
            faults = settings.Faults?.ToString(),
            checks = checks.Select(check => new { name = check.Name, result = check.Result, message = check.Message }),
        };
        AtomicFile.WriteText(file, JsonSerializer.Serialize(result, s_file));
        log.WriteLine($"{result.passed} passed, {result.failed} failed, {result.skipped} skipped. Report: {file}");
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(result));
        }
        return result.failed > 0 ? 1 : 0;
    }
}
