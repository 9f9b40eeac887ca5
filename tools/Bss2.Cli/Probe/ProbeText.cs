using System.Globalization;
using Bss2.Runtime.Board;
using Spectre.Console;

namespace Bss2.Cli.Probe;

/// <summary>A look for people.</summary>
internal static class ProbeText
{
    public static void Print(ProbeReport report)
    {
        Console.WriteLine($"{report.Identity} (version {report.Identity.Version})");
        if (report.BringUpProblem is { } problem)
        {
            Console.WriteLine(problem);
        }
        if (report.Link is { } link)
        {
            Console.WriteLine($"Link: {link}");
        }
        if (report.LinkTest is { } test)
        {
            Console.WriteLine($"Link test: {test.Sent} words sent, {test.Received} came back, {test.InOrder} in order");
        }
        if (report.Rails.Count > 0)
        {
            AnsiConsole.Write(Rails(report.Rails, report.LoadedRails));
        }
        Console.WriteLine(report.TemperatureC is { } celsius ? $"Board {Text(celsius, "F1")} °C" : $"Board: {report.BoardProblem}");
        Console.WriteLine(report.Drops is { } drops ? $"Events dropped at crossbar inputs: {string.Join(' ', drops)}"
            : $"Drop counters: {report.DropsProblem}");
        foreach (Chips.ChipDiagnostic diagnostic in report.Diagnostics ?? [])
        {
            Console.WriteLine($"Emulator: {diagnostic.Name} ({diagnostic.Count}×; first: {diagnostic.First})");
        }
    }

    private static Table Rails(IReadOnlyList<RailReading> rails, IReadOnlyList<RailReading>? loaded)
    {
        var table = new Table { Border = TableBorder.Simple };
        string[] more = loaded is null ? [] : ["mW under load"];
        table.AddColumns(["rail", "V", "mA", "mW", .. more]);
        for (int i = 0; i < rails.Count; i++)
        {
            string[] last = loaded is null ? [] : [Text(1e3 * loaded[i].Watts, "F1")];
            table.AddRow([rails[i].Rail.Name(), Text(rails[i].Volts, "F3"), Text(1e3 * rails[i].Amperes, "F2"), Text(1e3 * rails[i].Watts, "F1"), .. last]);
        }
        string[] sum = loaded is null ? [] : [Text(1e3 * ProbeReport.Watts(loaded), "F1")];
        table.AddRow(["sum", "", "", Text(1e3 * ProbeReport.Watts(rails), "F1"), .. sum]);
        return table;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
