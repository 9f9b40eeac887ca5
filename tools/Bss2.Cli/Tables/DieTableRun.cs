using System.Collections.Concurrent;
using System.Globalization;
using Bss2.Calibration.Store;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;
using Bss2.Cli.Eval;
using Bss2.Cli.Runs;
using Bss2.Cli.Train;

namespace Bss2.Cli.Tables;

/// <summary>
/// Fills the table of dies, several cells at once; what is there already stays, so that the same command goes on after an interruption.
/// </summary>
internal sealed class DieTableRun(DieTableSettings settings, TextWriter log, bool json)
{
    private readonly DieCell[] _cells = [.. settings.Cells()];
    private readonly ConcurrentDictionary<DieCell, DieResult> _results = [];
    private readonly ConcurrentDictionary<DieCell, TaskCompletionSource> _trained = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _calibrating = [];
    private readonly Lock _table = new();

    public async Task<int> RunAsync(CancellationToken token)
    {
        Directory.CreateDirectory(Path.Combine(settings.Out, "transfer"));
        if (!await CellQueue.RunAsync(_cells.Length, settings.Jobs, CellAsync, token))
        {
            log.WriteLine("Interrupted; what is done is kept, the same command goes on from there.");
            return 130;
        }
        Write();
        IReadOnlyDictionary<DieCell, DieResult> all = InOrder();
        log.WriteLine(DieTableText.Markdown(all, settings));
        if (json)
        {
            Console.Out.WriteLine(DieTableText.Json(all, settings).ToJsonString());
        }
        return 0;
    }

    private async Task<bool> CellAsync(int number, CancellationToken token)
    {
        DieCell cell = _cells[number];
        token.ThrowIfCancellationRequested();
        DieResult? result = Finished(cell);
        if (result is null)
        {
            using var lines = new JobLog(log, string.Create(CultureInfo.InvariantCulture, $"{number + 1}/{_cells.Length} {cell.Name}"));
            lines.WriteLine(cell);
            result = cell.IsTransfer ? await TransferAsync(cell, lines, token) : await TrainAsync(cell, lines, token);
            if (result is null)
            {
                return false;
            }
        }
        _results[cell] = result;
        Trained(cell).TrySetResult();
        Write();
        return true;
    }

    private TaskCompletionSource Trained(DieCell cell) =>
        _trained.GetOrAdd(cell, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private Dictionary<DieCell, DieResult> InOrder() =>
        _cells.Where(_results.ContainsKey).ToDictionary(cell => cell, cell => _results[cell]);

    private string RunPath(DieCell cell) => Path.Combine(settings.Out, "runs", cell.Name);

    private string TransferPath(DieCell cell) => Path.Combine(settings.Out, "transfer", cell.Name + ".json");

    private DieResult? Finished(DieCell cell)
    {
        if (cell.IsTransfer)
        {
            return File.Exists(TransferPath(cell)) ? DieResult.Read(TransferPath(cell)) : null;
        }
        return File.Exists(Path.Combine(RunPath(cell), "manifest.json")) && Manifest(cell) is { TestAccuracy: { } accuracy } manifest
            ? new(accuracy, manifest.CircuitsAvoided, manifest.Calibration?.Sha256) : null;
    }

    // A cell that is there must be the cell that is wanted.
    private RunManifest Manifest(DieCell cell)
    {
        RunManifest manifest = RunManifest.Read(RunFolder.Open(RunPath(cell)));
        return RunManifest.Hash(manifest.Settings with { Calibration = null }) == RunManifest.Hash(settings.Training(cell)) ? manifest
            : throw new InvalidDataException($"{RunPath(cell)} was trained with other settings than this table wants; choose another --out.");
    }

    private async Task<DieResult?> TrainAsync(DieCell cell, TextWriter lines, CancellationToken token)
    {
        TrainSettings training = settings.Training(cell);
        await CalibrationAsync(cell, training, lines, token);
        var run = new TrainRun(settings.Threads, lines, terminal: false, json: false);
        string folder = RunPath(cell);
        int code = File.Exists(Path.Combine(folder, "manifest.json"))
            ? await run.ResumeAsync(folder, token)
            : await run.StartAsync(training, settings.CommandLine, folder, Choice(cell), ParameterChoice.Nominal, token);
        return code == 0 ? Finished(cell) : null;
    }

    private async Task<DieResult> TransferAsync(DieCell cell, TextWriter lines, CancellationToken token)
    {
        await Trained(cell.Source).Task.WaitAsync(token);
        RunFolder folder = RunFolder.Open(RunPath(cell.Source));
        TrainSettings trained = Manifest(cell.Source).Settings;
        ChipSettings on = settings.OnDie(cell.Die);
        CalibrationFile? calibration = await CalibrationAsync(cell, trained with { Chip = on }, lines, token);
        EvalRun run = await EvalRun.RunAsync(folder, trained, trained.LoadData(), on, calibration, settings.Threads, lines, token);
        var result = new DieResult(run.Test.Accuracy, run.CircuitsAvoided, calibration is null ? null : RunCalibration.HashOf(calibration));
        AtomicFile.WriteText(TransferPath(cell), result.ToJson().ToJsonString() + "\n");
        return result;
    }

    // Cells of one die want the same calibration: the first makes it, the others wait for it.
    private async Task<CalibrationFile?> CalibrationAsync(DieCell cell, TrainSettings on, TextWriter lines, CancellationToken token)
    {
        SemaphoreSlim one = _calibrating.GetOrAdd($"{cell.Die} {cell.Calibration} {cell.Loss}", _ => new(1));
        await one.WaitAsync(token);
        try
        {
            return await Choice(cell).ResolveAsync(on.Chip, on.Recipe(), lines, terminal: false, token);
        }
        finally
        {
            one.Release();
        }
    }

    private CalibrationChoice Choice(DieCell cell) => new(cell.Calibration, settings.Cache);

    private void Write()
    {
        lock (_table)
        {
            IReadOnlyDictionary<DieCell, DieResult> done = InOrder();
            AtomicFile.WriteText(Path.Combine(settings.Out, "table.md"), DieTableText.Markdown(done, settings));
            AtomicFile.WriteText(Path.Combine(settings.Out, "table.csv"), DieTableText.Csv(done));
            AtomicFile.WriteText(Path.Combine(settings.Out, "table.json"), DieTableText.Json(done, settings).ToJsonString() + "\n");
        }
    }
}
