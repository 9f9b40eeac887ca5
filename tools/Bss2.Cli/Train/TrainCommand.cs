using System.CommandLine;
using Bss2.Cli.Chips;

namespace Bss2.Cli.Train;

/// <summary>bss2 train yin-yang.</summary>
internal static class TrainCommand
{
    public static Command Create() => new("train", "Train a network in the loop.")
    {
        Verb("yin-yang", "Train on the Yin-Yang set in the loop. Example: bss2 train yin-yang --loss ttfs --seed 2", new GeneratedDataOptions(null)),
        Verb("xor", "Train on two quadrants against the other two. Example: bss2 train xor --epochs 20", new GeneratedDataOptions(DataSettings.Xor)),
        Verb("circles", "Train on a ring within a ring. Example: bss2 train circles --epochs 20", new GeneratedDataOptions(DataSettings.Circles)),
        Verb("csv", "Train on a table of your own. Example: bss2 train csv flowers.csv --label species", new CsvDataOptions()),
    };

    private static Command Verb(string name, string text, IDataOptions data)
    {
        var chip = new ChipOptions();
        var loss = new Option<string>("--loss") { DefaultValueFactory = _ => "max", Description = "max: maximum over time of host read-outs; ttfs: time to first spike" };
        loss.AcceptOnlyFromAmong("max", "ttfs");
        var estimator = new Option<string>("--estimator") { DefaultValueFactory = _ => "eventprop", Description = "gradient estimator: analytic needs --loss ttfs, surrogate --loss max and membrane traces" };
        estimator.AcceptOnlyFromAmong("eventprop", Estimators.Analytic, Estimators.Surrogate);
        var readout = new Option<string>("--readout") { DefaultValueFactory = _ => "host", Description = "of --loss max: host (from spikes), or cadc (leaky neurons of the chip, read by its column converters)" };
        readout.AcceptOnlyFromAmong("host", Estimators.Cadc);
        var adjoint = new Option<string>("--adjoint") { DefaultValueFactory = _ => "exact", Description = "exact (event-driven), or euler (the paper's)" };
        adjoint.AcceptOnlyFromAmong("exact", "euler");
        var parameters = new Option<string>("--parameters")
        {
            DefaultValueFactory = _ => "nominal", Description = $"neuron parameters of the gradient: {ParameterChoice.Forms} (from calibrate --characterise)",
        };
        parameters.Validators.Add(result =>
        {
            if (ParameterChoice.Parse(result.GetValueOrDefault<string>()!) is null)
            {
                result.AddError($"--parameters {result.GetValueOrDefault<string>()}: give {ParameterChoice.Forms}.");
            }
        });
        Option<double> dt = Limits.Above(new Option<double>("--dt") { DefaultValueFactory = _ => 0.5, Description = "Euler step, µs" }, 0);
        Option<int?> epochs = Limits.AtLeast(new Option<int?>("--epochs") { Description = "passes over the training set (default: the recipe's)" }, 1);
        Option<int?> hidden = Limits.AtLeast(new Option<int?>("--hidden") { Description = "hidden neurons (default 120)" }, 1);
        Option<int?> batch = Limits.AtLeast(new Option<int?>("--batch") { Description = "samples per update (default: the recipe's)" }, 1);
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "everything random on the host, and the noise" };
        var until = new Option<double?>("--until") { Description = "stop once this validation accuracy (0 to 1) is reached" };
        until.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } value and not (> 0 and <= 1))
            {
                result.AddError($"--until {value}: give a fraction above 0 and up to 1, for instance 0.97.");
            }
        });
        Option<int?> meter = Limits.AtLeast(new Option<int?>("--gradient-meter") { Description = "batches per epoch whose gradient is compared with the exact engine's (default: 1 on a chip, 0 in simulation)" }, 0);
        Option<int?> threads = Limits.AtLeast(new Option<int?>("--threads") { Description = "host threads; results do not depend on it" }, 1);
        var outDir = new Option<string?>("--out") { Description = "run folder" };
        var resume = new Option<string?>("--resume") { Description = "continue the run in this folder, with its own settings" };
        var dryRun = new Option<bool>("--dry-run") { Description = "predict placement, program sizes, link load, chip time and energy; run nothing" };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var verb = new Command(name, text);
        data.AddTo(verb, resume);
        chip.AddTo(verb);
        foreach (Option option in (Option[])[loss, estimator, readout, adjoint, parameters, dt, epochs, hidden, batch, seed, until, meter, threads, outDir, resume, dryRun, json])
        {
            verb.Options.Add(option);
        }
        verb.Validators.Add(result =>
        {
            string[] mayAccompany = ["--resume", "--threads", "--json"];
            if (result.GetResult(resume) is { Implicit: false } && result.Children.OfType<System.CommandLine.Parsing.OptionResult>()
                .FirstOrDefault(o => !o.Implicit && !mayAccompany.Contains(o.Option.Name)) is { } extra)
            {
                result.AddError($"--resume continues a run with its own settings; {extra.Option.Name} cannot change them.");
            }
            if (result.GetResult(resume) is not { Implicit: false } && Estimators.Conflict(result.GetValue(estimator), result.GetValue(loss), result.GetValue(readout)) is { } conflict)
            {
                result.AddError(conflict);
            }
        });
        verb.SetAction((parsed, token) =>
        {
            if (parsed.GetValue(resume) is not null)
            {
                return NewRun().ResumeAsync(parsed.GetValue(resume)!, token);
            }
            var settings = data.Apply(parsed, new TrainSettings
            {
                Chip = chip.Apply(parsed, new()), Loss = parsed.GetValue(loss)!, Adjoint = parsed.GetValue(adjoint)!,
                Estimator = parsed.GetValue(estimator) is "eventprop" ? null : parsed.GetValue(estimator), DtUs = parsed.GetValue(dt),
                Readout = parsed.GetValue(readout) is "host" ? null : parsed.GetValue(readout),
                Epochs = parsed.GetValue(epochs), Hidden = parsed.GetValue(hidden) ?? 120, Batch = parsed.GetValue(batch),
                Seed = parsed.GetValue(seed), Until = parsed.GetValue(until), GradientMeter = parsed.GetValue(meter),
            });
            if (parsed.GetValue(dryRun))
            {
                return Task.FromResult(DryRun.Show(settings, parsed.GetValue(json) ? Console.Error : Console.Out, parsed.GetValue(json)));
            }
            return NewRun().StartAsync(settings, [.. parsed.Tokens.Select(t => t.Value)], parsed.GetValue(outDir), chip.CalibrationChoice(parsed),
                ParameterChoice.Parse(parsed.GetValue(parameters)!)!, token);

            TrainRun NewRun()
            {
                bool quiet = parsed.GetValue(json);
                return new(parsed.GetValue(threads) ?? Math.Min(2, Environment.ProcessorCount), quiet ? Console.Error : Console.Out,
                    terminal: quiet ? !Console.IsErrorRedirected : !Console.IsOutputRedirected, quiet);
            }
        });
        return verb;
    }
}
