using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Bss2.Cli.Runs;
using Bss2.Network;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Train;

/// <summary>bss2 train yin-yang.</summary>
internal static class TrainCommand
{
    private const int MapPoints = 41;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var loss = new Option<string>("--loss") { DefaultValueFactory = _ => "max", Description = "max: maximum over time of host readouts; ttfs: time to first spike" };
        loss.AcceptOnlyFromAmong("max", "ttfs");
        var substrate = new Option<string>("--substrate") { DefaultValueFactory = _ => "chip", Description = "chip (emulated) or simulation (exact LIF)" };
        substrate.AcceptOnlyFromAmong("chip", "simulation");
        var chip = new Option<string>("--chip") { DefaultValueFactory = _ => "emulator", Description = "emulator; links to boards come with their issue" };
        chip.AcceptOnlyFromAmong("emulator");
        var die = new Option<string>("--die") { DefaultValueFactory = _ => "ideal", Description = "ideal, or the seed of a die (0 … 2^31-1)" };
        die.Validators.Add(result =>
        {
            string value = result.GetValueOrDefault<string>();
            if (value != "ideal" && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= 0))
            {
                result.AddError($"--die {value}: give ideal or a number from 0 to 2147483647.");
            }
        });
        var core = new Option<string>("--core") { DefaultValueFactory = _ => "circuit", Description = "circuit, or linear (reduced model)" };
        core.AcceptOnlyFromAmong("circuit", "linear");
        var engine = new Option<string>("--engine") { DefaultValueFactory = _ => "vectorised", Description = "vectorised, or reference (4 ns steps, slow)" };
        engine.AcceptOnlyFromAmong("vectorised", "reference");
        var noise = new Option<string>("--noise") { DefaultValueFactory = _ => "on", Description = "temporal noise" };
        noise.AcceptOnlyFromAmong("on", "off");
        var calibration = new Option<string>("--calibration") { DefaultValueFactory = _ => "none", Description = "none: codes of the ideal die" };
        calibration.AcceptOnlyFromAmong("none");
        var estimator = new Option<string>("--estimator") { DefaultValueFactory = _ => "eventprop", Description = "gradient estimator" };
        estimator.AcceptOnlyFromAmong("eventprop");
        var adjoint = new Option<string>("--adjoint") { DefaultValueFactory = _ => "exact", Description = "exact (event-driven) or euler (the paper's)" };
        adjoint.AcceptOnlyFromAmong("exact", "euler");
        var dt = new Option<double>("--dt") { DefaultValueFactory = _ => 0.5, Description = "Euler step, µs" };
        var epochs = new Option<int>("--epochs") { Description = "passes over the training set (default: the recipe's)" };
        var hidden = new Option<int>("--hidden") { DefaultValueFactory = _ => 120, Description = "hidden neurons" };
        var batch = new Option<int>("--batch") { Description = "samples per update (default: the recipe's)" };
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "everything random on the host, and the noise" };
        var until = new Option<double?>("--until") { Description = "stop once validation accuracy (0..1) is reached" };
        var samples = new Option<int>("--training-samples") { DefaultValueFactory = _ => 5000, Description = "size of the training set" };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Math.Min(2, Environment.ProcessorCount), Description = "host threads; results do not depend on it" };
        var outDir = new Option<string?>("--out") { Description = "run folder" };
        var resume = new Option<string?>("--resume") { Description = "continue the run in this folder, with its own settings" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var yinYang = new Command("yin-yang", "Train on the Yin-Yang set in the loop. Example: bss2 train yin-yang --loss ttfs --seed 2");
        foreach (Option option in (Option[])[loss, substrate, chip, die, core, engine, noise, calibration, estimator, adjoint, dt, epochs, hidden,
            batch, seed, until, samples, threads, outDir, resume, json])
        {
            yinYang.Options.Add(option);
        }
        yinYang.SetAction(async (parsed, token) =>
        {
            TextWriter log = parsed.GetValue(json) ? Console.Error : Console.Out;
            var settings = new TrainSettings
            {
                Loss = parsed.GetValue(loss)!, Substrate = parsed.GetValue(substrate)!, Die = parsed.GetValue(die)!, Core = parsed.GetValue(core)!,
                Engine = parsed.GetValue(engine)!, Noise = parsed.GetValue(noise) == "on", Adjoint = parsed.GetValue(adjoint)!,
                DtUs = parsed.GetValue(dt), Epochs = parsed.GetValue(epochs), Hidden = parsed.GetValue(hidden), Batch = parsed.GetValue(batch),
                Seed = parsed.GetValue(seed), Until = parsed.GetValue(until), TrainingSamples = parsed.GetValue(samples),
            };
            return await RunAsync(settings, parsed.GetValue(threads), parsed.GetValue(outDir), parsed.GetValue(resume), parsed.GetValue(json), log, token);
        });
        return new Command("train", "Train a network in the loop.") { yinYang };
    }

    internal static async Task<int> RunAsync(TrainSettings settings, int threads, string? outDir, string? resume, bool json, TextWriter log,
        CancellationToken token)
    {
        string folder = resume ?? outDir ?? Path.Combine("runs", $"yin-yang-{settings.Loss}-{settings.Substrate}-{settings.Die}-seed{settings.Seed}");
        string manifest = Path.Combine(folder, "settings.json"), checkpoint = Path.Combine(folder, "checkpoint", "state.bin");
        if (resume is not null)
        {
            settings = JsonSerializer.Deserialize<TrainSettings>(await File.ReadAllTextAsync(manifest, token), s_json)!;
        }
        else
        {
            for (int n = 2; outDir is null && File.Exists(manifest); n++)
            {
                folder = Path.Combine("runs", $"yin-yang-{settings.Loss}-{settings.Substrate}-{settings.Die}-seed{settings.Seed}-{n}");
                manifest = Path.Combine(folder, "settings.json");
            }
            checkpoint = Path.Combine(folder, "checkpoint", "state.bin");
            if (File.Exists(manifest))
            {
                throw new IOException($"{folder} already holds a run; choose another --out, or continue it with --resume {folder}.");
            }
            Directory.CreateDirectory(Path.Combine(folder, "checkpoint"));
            AtomicFile.WriteText(manifest, JsonSerializer.Serialize(settings, s_json));
        }
        TrainingRecipe recipe = Composition.Recipe(settings);
        (ISpikingSubstrate substrate, string description, Bss2.Runtime.ChipSubstrate? chip) = Composition.Substrate(settings, threads);
        log.WriteLine($"Chip: {description}");
        var trainer = new Trainer(recipe, substrate, YinYang.Generate(42, settings.TrainingSamples), YinYang.Validation(), settings.Seed, threads);
        var metrics = new StringBuilder("epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,spikes_per_sample,"
            + "silent_neurons,invalid_samples\n");
        string metricsPath = Path.Combine(folder, "metrics.csv");
        List<EpochReport> reports = [];
        if (resume is not null && File.Exists(checkpoint))
        {
            trainer.Restore(Checkpoint.Read(checkpoint));
            foreach (string line in (await File.ReadAllLinesAsync(metricsPath, token)).Skip(1).Take(trainer.Epoch))
            {
                metrics.Append(line).Append('\n');
                reports.Add(Parse(line));
            }
            log.WriteLine($"Continuing {folder} after epoch {trainer.Epoch}.");
        }
        long start = Stopwatch.GetTimestamp();
        bool reached = false;
        int firstEpoch = trainer.Epoch;
        try
        {
            while (trainer.Epoch < recipe.Epochs && !reached)
            {
                EpochReport e = await trainer.RunEpochAsync(null, token);
                reports.Add(e);
                metrics.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{e.LearningRate:R},{e.TrainLoss:R},{e.TrainAccuracy:R},{e.ValidationLoss:R},{e.ValidationAccuracy:R},{e.SpikesPerSample:R},{e.SilentNeurons},{e.InvalidSamples}\n");
                AtomicFile.WriteText(metricsPath, metrics.ToString());
                Checkpoint.Write(checkpoint, trainer.Snapshot());
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, each = seconds / (trainer.Epoch - firstEpoch);
                log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {e.Epoch,3}/{recipe.Epochs}  loss {e.TrainLoss:F4}  train {100 * e.TrainAccuracy:F2} %  validation {100 * e.ValidationAccuracy:F2} %  {settings.TrainingSamples / each:F0} samples/s  ETA {each * (recipe.Epochs - e.Epoch):F0} s"));
                reached = settings.Until is { } goal && e.ValidationAccuracy >= goal;
            }
        }
        catch (OperationCanceledException)
        {
            Checkpoint.Write(checkpoint, trainer.Snapshot());
            log.WriteLine($"Interrupted; continue with: bss2 train yin-yang --resume {folder}");
            return 130;
        }
        Evaluation test = await trainer.EvaluateAsync(YinYang.Test(), EvaluationSet.Test, token);
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Bss2.Runtime.ChipUsage? usage = chip?.Usage;
        var result = new Dictionary<string, object>
        {
            ["test_accuracy"] = test.Accuracy,
            ["validation_accuracy"] = reports.Count > 0 ? reports[^1].ValidationAccuracy : 0,
            ["epochs"] = trainer.Epoch,
            ["wall_s"] = wall,
            ["chip_time_s"] = usage?.ChipSeconds ?? 0,
            ["samples_per_s"] = (trainer.Epoch - firstEpoch) * settings.TrainingSamples / Math.Max(wall, 1e-9),
            ["cadc_words_read"] = usage?.CadcWordsRead ?? 0,
            ["madc_words_read"] = usage?.MadcWordsRead ?? 0,
            ["spikes_read"] = usage?.SpikesRead ?? 0,
            ["die"] = settings.Die,
            ["seed"] = settings.Seed,
            ["chip"] = description,
        };
        await WriteReportAsync(folder, trainer, reports, result, recipe, token);
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Test accuracy {100 * test.Accuracy:F2} % after {trainer.Epoch} epochs, {wall:F0} s. Report: {Path.Combine(folder, "report.html")}"));
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(result));
        }
        return 0;
    }

    private static EpochReport Parse(string line)
    {
        string[] f = line.Split(',');
        double D(int i) => double.Parse(f[i], CultureInfo.InvariantCulture);
        return new((int)D(0), D(1), D(2), D(3), D(4), D(5), D(6), (int)D(7), (int)D(8));
    }

    private static async Task WriteReportAsync(string folder, Trainer trainer, IReadOnlyList<EpochReport> reports,
        Dictionary<string, object> result, TrainingRecipe recipe, CancellationToken token)
    {
        List<YinYangSample> points = [];
        for (int i = 0; i < MapPoints * MapPoints; i++)
        {
            var point = new YinYangSample(i % MapPoints / (MapPoints - 1.0), i / MapPoints / (MapPoints - 1.0), 0);
            if (YinYang.Inside(point.X, point.Y))
            {
                points.Add(point);
            }
        }
        double[][] scores = await trainer.ScoresAsync(points, token);
        int sign = recipe.Loss == LossKind.Max ? 1 : -1;
        (double, double, int)[] map = [.. points.Zip(scores, (p, s) => (p.X, p.Y, Array.IndexOf(s, sign * s.Max(v => sign * v))))];
        IReadOnlyList<TimedSpike[]> raster = await trainer.RasterAsync(new(0.3, 0.6, 0), token);
        (string Name, string Svg)[] plots =
        [
            ("learning-curve", Plots.LearningCurve(reports)), ("decision-map", Plots.DecisionMap(map)), ("raster", Plots.Raster(raster, recipe.Hidden)),
        ];
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
            + "<title>bss2 run</title><style>body{font:16px sans-serif;max-width:44em;margin:1em auto;padding:0 1em}svg{max-width:100%;height:auto;"
            + "background:#fff}td{padding:.2em 1em .2em 0}@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}}</style><h1>Yin-Yang in the loop</h1><table>");
        foreach ((string key, object value) in result)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{key}<td>{System.Net.WebUtility.HtmlEncode(Convert.ToString(value, CultureInfo.InvariantCulture))}");
        }
        html.Append("</table>");
        foreach ((string name, string svg) in plots)
        {
            AtomicFile.WriteText(Path.Combine(folder, name + ".svg"), svg);
            html.Append(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..]);
        }
        AtomicFile.WriteText(Path.Combine(folder, "report.html"), html.ToString());
        AtomicFile.WriteText(Path.Combine(folder, "manifest.json"), JsonSerializer.Serialize(result, s_json));
    }
}
