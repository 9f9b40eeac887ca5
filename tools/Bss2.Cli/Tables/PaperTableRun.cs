using System.Collections.Concurrent;
using System.Globalization;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Runs;
using Bss2.Cli.Train;

namespace Bss2.Cli.Tables;

/// <summary>Fills Table 1, several cells at once; what is there already stays, so that the same command goes on after an interruption.</summary>
internal sealed class PaperTableRun(PaperTableSettings settings, TextWriter log, bool json)
{
    private readonly PaperCell[] _cells = [.. settings.Cells()];
    private readonly ConcurrentDictionary<PaperCell, PaperResult> _results = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _calibrating = [];
    private readonly Lock _table = new();

    public async Task<int> RunAsync(CancellationToken token)
    {
        Directory.CreateDirectory(settings.Out);
        Directory.CreateDirectory(settings.Runs);
        if (!await CellQueue.RunAsync(_cells.Length, settings.Jobs, CellAsync, token))
        {
            log.WriteLine("Interrupted; what is done is kept, the same command goes on from there.");
            return 130;
        }
        PaperTable table = Write();
        log.WriteLine(table.Markdown());
        if (json)
        {
            Console.Out.WriteLine(table.Json(settings).ToJsonString());
        }
        return 0;
    }

    private async Task<bool> CellAsync(int number, CancellationToken token)
    {
        PaperCell cell = _cells[number];
        token.ThrowIfCancellationRequested();
        PaperResult? result = Finished(cell);
        if (result is null)
        {
            using var lines = new JobLog(log, string.Create(CultureInfo.InvariantCulture, $"{number + 1}/{_cells.Length} {cell.Name}"));
            result = await TrainAsync(cell, lines, token);
            if (result is null)
            {
                return false;
            }
        }
        _results[cell] = result;
        Write();
        return true;
    }

    private string RunPath(PaperCell cell) => Path.Combine(settings.Runs, cell.Name);

    // A cell that is there must be the cell that is wanted.
    private PaperResult? Finished(PaperCell cell)
    {
        if (!File.Exists(Path.Combine(RunPath(cell), "manifest.json")))
        {
            return null;
        }
        RunManifest manifest = RunManifest.Read(RunFolder.Open(RunPath(cell)));
        if (RunManifest.Hash(manifest.Settings with { Calibration = null }) != RunManifest.Hash(settings.Training(cell)))
        {
            throw new InvalidDataException($"{RunPath(cell)} was trained with other settings than this table wants; choose another --out.");
        }
        if (manifest.TestAccuracy is not { } accuracy)
        {
            return null;
        }
        double samples = Math.Max(1, manifest.Timing.Sessions.Sum(session => session.Usage.Samples));
        return new(accuracy, manifest.ValidationAccuracy, manifest.SpikesRead / samples, manifest.CadcWordsRead / samples,
            manifest.Settings.Recipe().BatchSize, manifest.EpochsDone, manifest.ConfigHash, manifest.DieIdentity, manifest.Calibration?.Sha256);
    }

    private async Task<PaperResult?> TrainAsync(PaperCell cell, TextWriter lines, CancellationToken token)
    {
        TrainSettings training = settings.Training(cell);
        var choice = new CalibrationChoice(settings.Calibration, settings.Cache);
        await CalibrateAsync(cell, choice, training, lines, token);
        var run = new TrainRun(1, lines, terminal: false, json: false);
        int code = File.Exists(Path.Combine(RunPath(cell), "manifest.json"))
            ? await run.ResumeAsync(RunPath(cell), token)
            : await run.StartAsync(training, settings.CommandLine, RunPath(cell), choice, ParameterChoice.Nominal, token);
        return code == 0 ? Finished(cell) : null;
    }

    // Cells of one die want the same calibration: the first makes it, the others wait for it.
    private async Task CalibrateAsync(PaperCell cell, CalibrationChoice choice, TrainSettings training, TextWriter lines, CancellationToken token)
    {
        if (!cell.Row.IsOnChip)
        {
            return;
        }
        SemaphoreSlim one = _calibrating.GetOrAdd(
            string.Create(CultureInfo.InvariantCulture, $"{cell.Number} {CalibrationChoice.TargetFor(training.Recipe()).Name}"), _ => new(1));
        await one.WaitAsync(token);
        try
        {
            await choice.ResolveAsync(training.Chip, training.Recipe(), lines, terminal: false, token);
        }
        finally
        {
            one.Release();
        }
    }

    private PaperTable Write()
    {
        lock (_table)
        {
            var table = new PaperTable(settings.Rows, [.. settings.Rows.SelectMany(row => _cells.Where(cell => cell.Row == row))
                .Where(_results.ContainsKey).Select(cell => (cell, _results[cell]))]);
            AtomicFile.WriteText(Path.Combine(settings.Out, "table-1.md"), table.Markdown());
            AtomicFile.WriteText(Path.Combine(settings.Out, "table-1.csv"), table.Csv());
            AtomicFile.WriteText(Path.Combine(settings.Out, "table-1-cells.csv"), table.CellsCsv());
            AtomicFile.WriteText(Path.Combine(settings.Out, "table-1.json"), table.Json(settings).ToJsonString() + "\n");
            AtomicFile.WriteText(Path.Combine(settings.Out, "table-1.svg"), table.Svg());
            return table;
        }
    }
}
