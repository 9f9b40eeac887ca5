using System.CommandLine;
using Bss2.Cli.Bench.Suites;
using Bss2.Cli.Runs;

namespace Bss2.Cli.Bench;

/// <summary>bss2 bench: figures with ratios to what the machine can do, a stored baseline, and what fell behind it.</summary>
internal static class BenchCommand
{
    private const int DefaultRepeats = 9;

    private const double DefaultTolerance = 0.25;

    private static readonly IBenchSuite[] s_suites = [new KernelSuite(), new TrainingSuite(), new CodecSuite(), new LinkSuite(), new ScalingSuite(), new EmulatorSuite()];

    public static Command Create()
    {
        var suite = new Option<string>("--suite") { DefaultValueFactory = _ => "all", Description = "which cases" };
        suite.AcceptOnlyFromAmong(["all", .. s_suites.Select(s => s.Name)]);
        var filter = new Option<string?>("--filter") { Description = "only cases whose name contains this" };
        Option<int?> repeats = Limits.AtLeast(new Option<int?>("--repeats") { Description = $"laps per case (default {DefaultRepeats})" }, 1);
        var baseline = new Option<string?>("--baseline") { Description = "compare ratios with this saved run" };
        Option<double> tolerance = Limits.Above(new Option<double>("--tolerance")
        { DefaultValueFactory = _ => DefaultTolerance, Description = "fall of a ratio that counts as a regression, a fraction" }, 0);
        var fail = new Option<bool>("--fail-on-regression") { Description = "exit code 1 if a ratio fell behind the baseline" };
        var save = new Option<string?>("--save") { Description = "write the result to this file" };
        var ratios = new Option<bool>("--ratios") { Description = "with --save: ratios alone, for a baseline that is kept" };
        var outDir = new Option<string>("--out") { DefaultValueFactory = _ => "bench", Description = "suite scaling: folder for CSV and SVG" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var command = new Command("bench", "Measure speed as ratios in one run. Example: bss2 bench --suite training --save before.json");
        foreach (Option option in (Option[])[suite, filter, repeats, baseline, tolerance, fail, save, ratios, outDir, json])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, token) =>
        {
            TextWriter log = parsed.GetValue(json) ? Console.Error : Console.Out;
            BenchReport? before = parsed.GetValue(baseline) is { } path ? BenchReport.Read(path) : null;
            string chosen = parsed.GetValue(suite)!, part = parsed.GetValue(filter) ?? "";
            IEnumerable<BenchCase> cases = s_suites.Where(s => s.Name == chosen || (chosen == "all" && s.IsPartOfAll)).SelectMany(s => s.Cases())
                .Where(c => c.Name.Contains(part, StringComparison.Ordinal));
            BenchReport now = Run(cases, parsed.GetValue(repeats) ?? DefaultRepeats, log, token);
            if (parsed.GetValue(save) is { } target)
            {
                AtomicFile.WriteText(target, (parsed.GetValue(ratios) ? now.RatiosOnly() : now).ToJson(indented: true) + "\n");
            }
            if (before is not null && BenchComparison.MachineNote(before.Machine, now.Machine) is { } note)
            {
                log.WriteLine(note);
            }
            IReadOnlyList<string> regressions = before is null ? [] : BenchComparison.Regressions(before, now, parsed.GetValue(tolerance));
            foreach (string line in regressions)
            {
                log.WriteLine($"Regression: {line}");
            }
            if (ScalingFit.Of(now) is { Count: > 0 } fits)
            {
                ScalingReport.Write(parsed.GetValue(outDir)!, fits, log);
            }
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(now.ToJson(indented: false));
            }
            return Task.FromResult(regressions.Count > 0 && parsed.GetValue(fail) ? 1 : 0);
        });
        return command;
    }

    private static BenchReport Run(IEnumerable<BenchCase> cases, int repeats, TextWriter log, CancellationToken token)
    {
        MachineLine machine = MachineLine.Measure();
        log.WriteLine(machine);
        return BenchReport.Of(machine, new BenchRunner(repeats, log).Run(cases, token));
    }
}
