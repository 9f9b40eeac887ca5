using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Bss2.Cli.Doctor;

/// <summary>bss2 doctor: is this machine set up for what the other verbs do?</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout" };
        var command = new Command("doctor", "Check the set-up: runtime, vector width, memory, ports, serial permissions. Example: bss2 doctor") { json };
        command.SetAction(parsed =>
        {
            DoctorCheck[] checks = [.. Checks.All()];
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(new
                {
                    checks = checks.Select(c => new { name = c.Name, verdict = Word(c.Verdict), finding = c.Finding, advice = c.Advice }),
                }));
            }
            else
            {
                Show(checks);
            }
            return checks.Any(c => c.Verdict == DoctorVerdict.Problem) ? 1 : 0;
        });
        return command;
    }

    private static void Show(IEnumerable<DoctorCheck> checks)
    {
        Table table = new Table().Border(TableBorder.None).AddColumns("", "check", "found", "what to do");
        foreach (DoctorCheck c in checks)
        {
            table.AddRow(c.Verdict == DoctorVerdict.Ok ? "[green]ok[/]" : c.Verdict == DoctorVerdict.Note ? "[yellow]note[/]" : "[red]problem[/]",
                Markup.Escape(c.Name), Markup.Escape(c.Finding), Markup.Escape(c.Advice));
        }
        AnsiConsole.Write(table);
    }

    private static string Word(DoctorVerdict verdict) => verdict switch
    {
        DoctorVerdict.Ok => "ok",
        DoctorVerdict.Note => "note",
        _ => "problem",
    };
}
