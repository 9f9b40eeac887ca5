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
    private readonly CellTraining _training = new(settings.CommandLine, settings.Threads);
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
        return CellTraining.Finished(RunPath(cell), settings.Training(cell)) is { } manifest ? Result(manifest) : null;
    }

    private static DieResult Result(RunManifest manifest) =>
        new(manifest.TestAccuracy!.Value, manifest.CircuitsAvoided, manifest.Calibration?.Sha256);

    private async Task<DieResult?> TrainAsync(DieCell cell, TextWriter lines, CancellationToken token) =>
        await _training.RunAsync(RunPath(cell), settings.Training(cell), Choice(cell), lines, token) is { } manifest ? Result(manifest) : null;

    private async Task<DieResult> TransferAsync(DieCell cell, TextWriter lines, CancellationToken token)
    {
        await Trained(cell.Source).Task.WaitAsync(token);
        RunFolder folder = RunFolder.Open(RunPath(cell.Source));
        TrainSettings trained = RunManifest.Read(folder).Settings;
        ChipSettings on = settings.OnDie(cell.Die);
        CalibrationFile? calibration = await _training.CalibrationAsync(on, (trained with { Chip = on }).Recipe(), Choice(cell), lines, token);
        EvalRun run = await EvalRun.RunAsync(folder, trained, trained.LoadData(), on, calibration, settings.Threads, lines, token);
        var result = new DieResult(run.Test.Accuracy, run.CircuitsAvoided, calibration is null ? null : RunCalibration.HashOf(calibration));
        AtomicFile.WriteText(TransferPath(cell), result.ToJson().ToJsonString() + "\n");
        return result;
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
