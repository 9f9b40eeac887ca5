using System.Globalization;
using Bss2.Cli.Train;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Runs;

/// <summary>report.html and the plots: one self-contained page per run, equal for equal command lines.</summary>
internal static class RunReport
{
    private const int MapPoints = 41;

    // 14.8 million words a second each way over 1 Gbit/s (link-and-playback 1).
    private const double WordsPerSecond = 14.8e6;

    public static async Task WriteAsync(RunFolder folder, RunManifest run, DataSet data, Trainer trainer, OpenSubstrate open,
        IReadOnlyList<EpochReport> reports, GradientLog gradients, CancellationToken token)
    {
        SpikeLedger ledger = trainer.Ledger; // of training and evaluation, before the pictures are drawn
        ChipUsage? usage = open.Chip?.Usage;
        bool yinYang = run.Settings.Data is null;
        SampleAdjoint adjoint = await trainer.AdjointAsync(yinYang ? new([0.3, 0.6], 0) : data.Validation[0], token);
        int[] sizes = [trainer.Recipe.Inputs, trainer.Recipe.Hidden, data.Classes.Count];
        string curve = Save("learning-curve", Plots.LearningCurve(reports)), loss = Save("loss-curve", Plots.LossCurve(reports)),
            raster = Save("raster", Plots.Raster(adjoint, sizes, trainer.Recipe.WindowUs)),
            perNeuron = Save("adjoint", Plots.AdjointPerNeuron(adjoint.PerNeuron(0, trainer.Recipe.Hidden)));
        string[] weights = [.. Enumerable.Range(0, trainer.Grids.Count).Select(p =>
            Save($"weights-{p}", Plots.Weights(trainer.AveragedNetwork.Projections[p], trainer.Grids[p])))];
        string title = $"{(yinYang ? "Yin-Yang" : data.Name)} in the loop";
        var page = new ReportPage(title);
        page.Figures([("test accuracy", Percent(run.TestAccuracy)), ("validation accuracy", Percent(run.ValidationAccuracy)), ("epochs", Text(run.EpochsDone)),
            ("spikes per sample", reports.Count > 0 ? Text($"{reports[^1].SpikesPerSample:F1}") : "–"), ("membrane words read", Text(run.CadcWordsRead + run.MadcWordsRead))]);
        page.Section("Run", s => s.Table([],
        [
            ["chip", run.Chip + (run.ReducedModel ? " (reduced model)" : "")], ["die identity", run.DieIdentity], ["seed", Text(run.Seed)],
            ["loss", run.Settings.Loss], ["adjoint", run.Settings.Adjoint],
            ["calibration", run.Calibration is { } c ? $"{c.Method}, target {c.Target}; {Text(c.UsableCircuits)} usable circuits, "
                + $"{Text(run.CircuitsAvoided ?? 0)} unusable ones passed over" : "none: codes of the ideal die"], ["settings' hash", run.ConfigHash],
            ["CADC words read", Text(run.CadcWordsRead)], ["MADC words read", Text(run.MadcWordsRead)],
        ]).Note("Run it again:").Code("bss2 " + string.Join(' ', run.CommandLine.Select(Quoted))));
        page.Section("Learning curves", s => s.Plot(curve).Plot(loss));
        if (data.Features.Count == 2)
        {
            await MapsAsync(page, folder, data, trainer, yinYang ? YinYang.Inside : (_, _) => true, token);
        }
        page.Section("A sample and its adjoint", s => s.Plot(raster).Note("Large spikes matter: an orange one should come earlier, a blue one later, says the loss.")
            .Plot(perNeuron));
        GradientPlots.AddTo(page, gradients, Save);
        page.Section("Weights against the chip's range", s => Array.ForEach(weights, svg => s.Plot(svg)));
        page.Section("Confusion", s => s.Note("Rows: true class; columns: answer.").Table(["", .. data.Classes, "none"],
            run.Confusion!.Select((row, c) => (string[])[data.Classes[c], .. row.Select(n => Text(n))])));
        Chip(page, run, trainer, open, folder.ReadCalibration(run.Settings)?.Table(), usage, ledger);
        AtomicFile.WriteText(Path.Combine(folder.Location, "report.html"), page.Finish());

        string Save(string name, string svg)
        {
            AtomicFile.WriteText(Path.Combine(folder.Location, name + ".svg"), svg);
            return svg;
        }
    }

    // Decision, and per class what decides: maximum membrane, or time of the first spike.
    private static async Task MapsAsync(ReportPage page, RunFolder folder, DataSet data, Trainer trainer, Func<double, double, bool> inside, CancellationToken token)
    {
        (int X, int Y)[] cells = [.. Enumerable.Range(0, MapPoints * MapPoints).Select(i => (X: i % MapPoints, Y: i / MapPoints)).Where(c => inside(At(c.X), At(c.Y)))];
        double[][] scores = await trainer.ScoresAsync([.. cells.Select(c => new Sample([At(c.X), At(c.Y)], 0))], token);
        int sign = trainer.Recipe.Loss == LossKind.Max ? 1 : -1;
        int[] answers = [.. scores.Select(s => Array.IndexOf(s, sign * s.Max(v => sign * v)))];
        AtomicFile.WriteText(Path.Combine(folder.Location, "decision-map.svg"),
            Plots.DecisionMap([.. cells.Zip(answers, (c, a) => (At(c.X), At(c.Y), a))], MapPoints, data));
        var decision = new PixelMap(MapPoints, MapPoints);
        for (int k = 0; k < cells.Length; k++)
        {
            decision.Set(cells[k].X, MapPoints - 1 - cells[k].Y, Colours.Class(answers[k]));
        }
        var maps = new List<(PixelMap, string)> { (decision, "Decision") };
        for (int c = 0; c < data.Classes.Count; c++)
        {
            double[] finite = [.. scores.Select(s => s[c]).Where(double.IsFinite)];
            (double low, double high) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
            var map = new PixelMap(MapPoints, MapPoints);
            for (int k = 0; k < cells.Length; k++)
            {
                double value = double.IsFinite(scores[k][c]) ? scores[k][c] : high;
                map.Set(cells[k].X, MapPoints - 1 - cells[k].Y, Colours.Diverging(high > low ? 2 * (value - low) / (high - low) - 1 : 0));
            }
            maps.Add((map, sign > 0 ? Text($"{data.Classes[c]}: maximum membrane {low:F2} (blue) to {high:F2}")
                : Text($"{data.Classes[c]}: first spike at {low:F1} µs (blue) to {high:F1} µs or never")));
        }
        page.Section("Decision and what decides", s => s.Maps(maps).Key(data.Classes.Select((name, c) => (name, Colours.Class(c)))));

        static double At(int cell) => cell / (MapPoints - 1.0);
    }

    private static void Chip(ReportPage page, RunManifest run, Trainer trainer, OpenSubstrate open, CircuitTable? circuits, ChipUsage? usage, SpikeLedger ledger)
    {
        if (open.Chip?.Placement is { } placement)
        {
            page.Section("Placement", s => s.Maps([(ChipMap.Draw(placement, trainer.AveragedNetwork, circuits),
                    "Two synapse arrays of 256 × 256, the neuron circuits between them; weights blue where excitatory, orange where inhibitory")], wide: true)
                .Key([("hidden", Colours.Class(1)), ("output", Colours.Class(2)), ("masked by the calibration", ChipMap.Masked)])
                .Table(["resource", "used", "of"], placement.Usage.Select(u => (string[])[u.Resource, Text(u.Used), Text(u.Available)])));
        }
        page.Section("Spike ledger", s => s.Note("At each stage: in = delivered + losses" + (ledger.Closes ? "; it closes." : "; IT DOES NOT CLOSE."))
            .Table(["stage", "in", "delivered", "losses"], ledger.Stages.Select(stage => (string[])[stage.Name, Text(stage.In), Text(stage.Delivered),
                stage.LossesVisible ? string.Join("; ", stage.Losses.Select(l => $"{l.Key}: {Text(l.Value)}")) : "not visible from here"])));
        if (usage is not null && usage.ChipSeconds > 0)
        {
            page.Section("Link of this session", s => s.Table([],
            [
                ["programs", Text(usage.Programs)], ["words sent", Text($"{usage.WordsSent}: {usage.WordsSent / WordsPerSecond:F2} s at 1 Gbit/s")],
                ["spikes read", Text($"{usage.SpikesRead}: at most {2 * usage.SpikesRead / WordsPerSecond:F2} s at 1 Gbit/s")],
                ["chip time", Text($"{usage.ChipSeconds:F3} s")],
            ]));
        }
        if (run.Timing.Energy is { } energy)
        {
            page.Section("Energy", s => s.Table([],
            [
                ["per inference", Text(energy.PerInferenceJ)], ["per spike", Text(energy.PerSpikeJ)], ["all in all", Text(energy.TotalJ)],
                ["chip time", Text($"{energy.ChipS:G4} s, {energy.Inferences} inferences, {energy.Spikes} spikes")],
            ]).Note("Assumes: " + string.Join("; ", energy.Assumptions) + "."));
        }
        if (run.Diagnostics is { Count: > 0 } diagnostics)
        {
            page.Section("What the emulator had to say", s => s.Table(["", "what", "times", "first"],
                diagnostics.Select(d => (string[])[d.Kind, d.Name, Text(d.Count), d.First])));
        }
    }

    private static string Quoted(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;

    private static string Text(EnergyBounds? bounds) => bounds?.ToString() ?? "unknown";

    private static string Percent(double? fraction) => Text($"{100 * fraction:F2} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
