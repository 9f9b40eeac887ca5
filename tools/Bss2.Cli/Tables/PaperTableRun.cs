using System.Collections.Concurrent;
using System.Globalization;
using Bss2.Cli.Runs;

namespace Bss2.Cli.Tables;

/// <summary>Fills Table 1, several cells at once; what is there already stays, so that the same command goes on after an interruption.</summary>
internal sealed class PaperTableRun(PaperTableSettings settings, TextWriter log, bool json)
{
    private readonly PaperCell[] _cells = [.. settings.Cells()];
    private readonly ConcurrentDictionary<PaperCell, PaperResult> _results = [];
    private readonly CellTraining _training = new(settings.CommandLine, threads: 1);
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
        using var lines = new JobLog(log, string.Create(CultureInfo.InvariantCulture, $"{number + 1}/{_cells.Length} {cell.Name}"));
        RunManifest? manifest = await _training.RunAsync(Path.Combine(settings.Runs, cell.Name), settings.Training(cell),
            new(settings.Calibration, settings.Cache), lines, token);
        if (manifest is null)
        {
            return false;
        }
        _results[cell] = Result(manifest);
        Write();
        return true;
    }

    private static PaperResult Result(RunManifest manifest)
    {
        double samples = Math.Max(1, manifest.Timing.Sessions.Sum(session => session.Usage.Samples));
        return new(manifest.TestAccuracy!.Value, manifest.ValidationAccuracy, manifest.SpikesRead / samples, manifest.CadcWordsRead / samples,
            manifest.Settings.Recipe().BatchSize, manifest.EpochsDone, manifest.ConfigHash, manifest.DieIdentity, manifest.Calibration?.Sha256);
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
