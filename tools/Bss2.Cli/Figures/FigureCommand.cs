using System.CommandLine;
using System.Text.Json;

namespace Bss2.Cli.Figures;

/// <summary>bss2 figure N.</summary>
internal static class FigureCommand
{
    public static Command Create()
    {
        var number = new Argument<int>("number") { Description = "which figure of the paper" };
        number.AcceptOnlyFromAmong("1", "4");
        var outDir = new Option<string>("--out") { DefaultValueFactory = _ => "figures", Description = "folder for CSV, SVG and caption" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var command = new Command("figure", "Make a figure of the paper: CSV, SVG, caption. Example: bss2 figure 1 --out figures") { number, outDir, json };
        command.SetAction(parsed =>
        {
            int figure = parsed.GetValue(number);
            bool quiet = parsed.GetValue(json);
            TextWriter log = quiet ? Console.Error : Console.Out;
            var folder = new FigureFolder(parsed.GetValue(outDir)!, $"figure{figure}");
            object summary = figure == 1 ? Figure1.Make(folder, log) : Figure4.Make(folder, log);
            if (quiet)
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(summary));
            }
            return 0;
        });
        return command;
    }
}
