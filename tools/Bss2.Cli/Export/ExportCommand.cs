using System.CommandLine;
using System.Text.Json;
using Bss2.Calibration.Store;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;
using Bss2.Cli.Eval;
using Bss2.Cli.Runs;
using Bss2.Cli.Train;
using Bss2.Export;
using Bss2.Network;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Export;

/// <summary>bss2 export RUN FILE: what a trained network's spikes are, for colleagues with other tools.</summary>
internal static class ExportCommand
{
    // What one batch of the chip takes in the illustration range.
    private const int MostSamples = 200;

    public static Command Create()
    {
        var chip = new ChipOptions();
        var folder = new Argument<string>("run") { Description = "folder that train wrote" };
        var file = new Argument<string>("file") { Description = "NAME.csv, or NAME.h5 (HDF5)" };
        file.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && !IsCsv(name) && !IsHdf5(name))
            {
                result.AddError($"{name}: the ending says what to write; give a file that ends in .csv, .h5 or .hdf5.");
            }
        });
        Option<int?> samples = Limits.AtLeast(new Option<int?>("--samples") { Description = $"how many of the validation set (default 20, at most {MostSamples})" }, 1);
        samples.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() > MostSamples)
            {
                result.AddError($"--samples: at most {MostSamples} run as one batch.");
            }
        });
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout, all else on stderr" };
        var command = new Command("export", "Spikes of a trained network as CSV or HDF5. Example: bss2 export runs/mine spikes.h5") { folder, file, samples, json };
        chip.AddTo(command);
        command.SetAction((parsed, token) => RunAsync(parsed.GetValue(folder)!, parsed.GetValue(file)!, parsed.GetValue(samples) ?? 20,
            settings => chip.Apply(parsed, settings), chip.CalibrationChoice(parsed), parsed.GetValue(json), token));
        return command;
    }

    private static async Task<int> RunAsync(string location, string file, int count, Func<ChipSettings, ChipSettings> apply, CalibrationChoice choice,
        bool json, CancellationToken token)
    {
        TextWriter log = json ? Console.Error : Console.Out;
        RunFolder folder = RunFolder.Open(location);
        TrainSettings settings = RunManifest.Read(folder).Settings;
        DataSet data = settings.LoadData();
        ChipSettings on = apply(settings.Chip);
        CalibrationFile? calibration = await EvalCommand.CalibrationAsync(folder, settings, on, choice, log, terminal: false, token);
        await using OpenSubstrate open = await settings.OpenAsync(on, calibration, threads: 1, log.WriteLine, token);
        log.WriteLine($"Chip: {open.Description}");
        var trainer = new Trainer(settings.Recipe(), open.Substrate, data.Training, data.Validation, settings.Seed, threads: 1);
        trainer.Restore(Checkpoint.Read(folder.CheckpointPath));
        Sample[] samples = data.Validation[..Math.Min(count, data.Validation.Length)];
        (NetworkSnapshot network, SpikeBatch inputs, RecordedBatch record) = await trainer.RecordAsync(samples, token);
        var table = new SpikeTable(network, open.Description);
        table.Add(inputs, record, [.. samples.Select(s => s.Label)]);
        using var memory = new MemoryStream();
        if (IsCsv(file))
        {
            using var writer = new StreamWriter(memory, leaveOpen: true);
            table.WriteCsv(writer);
        }
        else
        {
            table.WriteHdf5(memory);
        }
        AtomicFile.WriteBytes(file, memory.GetBuffer().AsSpan(0, (int)memory.Length));
        log.WriteLine($"{table.Spikes} spikes of {table.Samples} samples: {file}");
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { file, spikes = table.Spikes, samples = table.Samples, chip = open.Description }));
        }
        return 0;
    }

    private static bool IsCsv(string name) => name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static bool IsHdf5(string name) =>
        name.EndsWith(".h5", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".hdf5", StringComparison.OrdinalIgnoreCase);
}
