using Bss2.Calibration.Store;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;
using Bss2.Cli.Eval;
using Bss2.Cli.Runs;
using Bss2.Cli.Train;

namespace Bss2.Cli.Tables;

/// <summary>Fills the table of dies cell by cell; what is there already stays, so that the same command goes on after an interruption.</summary>
internal sealed class DieTableRun(DieTableSettings settings, TextWriter log, bool json)
{
    private readonly Dictionary<DieCell, DieResult> _results = [];

    public async Task<int> RunAsync(CancellationToken token)
    {
        DieCell[] cells = [.. settings.Cells()];
        Directory.CreateDirectory(Path.Combine(settings.Out, "transfer"));
        for (int i = 0; i < cells.Length; i++)
        {
            DieResult? result = Finished(cells[i]);
            if (result is null)
            {
                log.WriteLine($"{i + 1}/{cells.Length}: {cells[i]}");
                try
                {
                    result = cells[i].IsTransfer ? await TransferAsync(cells[i], token) : await TrainAsync(cells[i], token);
                }
                catch (OperationCanceledException)
                {
                    result = null;
                }
                if (result is null)
                {
                    log.WriteLine("Interrupted; what is done is kept, the same command goes on from there.");
                    return 130;
                }
            }
            _results[cells[i]] = result;
            Write();
        }
        log.WriteLine(DieTableText.Markdown(_results));
        if (json)
        {
            Console.Out.WriteLine(DieTableText.Json(_results, settings).ToJsonString());
        }
        return 0;
    }

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

    private async Task<DieResult?> TrainAsync(DieCell cell, CancellationToken token)
    {
        var run = new TrainRun(settings.Threads, log, terminal: false, json: false);
        string folder = RunPath(cell);
        int code = File.Exists(Path.Combine(folder, "manifest.json"))
            ? await run.ResumeAsync(folder, token)
            : await run.StartAsync(settings.Training(cell), settings.CommandLine, folder, Choice(cell), token);
        return code == 0 ? Finished(cell) : null;
    }

    private async Task<DieResult> TransferAsync(DieCell cell, CancellationToken token)
    {
        RunFolder folder = RunFolder.Open(RunPath(cell.Source));
        TrainSettings trained = Manifest(cell.Source).Settings;
        ChipSettings on = settings.OnDie(cell.Die);
        CalibrationFile? calibration = await Choice(cell).ResolveAsync(on, trained.Recipe(), log, terminal: false, token);
        EvalRun run = await EvalRun.RunAsync(folder, trained, trained.LoadData(), on, calibration, settings.Threads, log, token);
        var result = new DieResult(run.Test.Accuracy, run.CircuitsAvoided, calibration is null ? null : RunCalibration.HashOf(calibration));
        AtomicFile.WriteText(TransferPath(cell), result.ToJson().ToJsonString() + "\n");
        return result;
    }

    private CalibrationChoice Choice(DieCell cell) => new(cell.Calibration, settings.Cache);

    private void Write()
    {
        AtomicFile.WriteText(Path.Combine(settings.Out, "table.md"), DieTableText.Markdown(_results));
        AtomicFile.WriteText(Path.Combine(settings.Out, "table.csv"), DieTableText.Csv(_results));
        AtomicFile.WriteText(Path.Combine(settings.Out, "table.json"), DieTableText.Json(_results, settings).ToJsonString() + "\n");
    }
}
