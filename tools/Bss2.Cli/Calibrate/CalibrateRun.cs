using System.Diagnostics;
using System.Globalization;
using Bss2.Calibration.Characterise;
using Bss2.Calibration.Store;
using Bss2.Calibration.Summary;
using Bss2.Hal.Playback;

namespace Bss2.Cli.Calibrate;

/// <summary>One invocation of calibrate.</summary>
internal sealed class CalibrateRun(bool json)
{
    private readonly TextWriter _log = json ? Console.Error : Console.Out;

    public async Task<int> RunAsync(CalibrateSettings settings, CancellationToken token)
    {
        var clock = Stopwatch.StartNew();
        // Read first: hours of work must not end with a file that could have been refused at once.
        CalibrationFile? earlier = settings.Compare is { } path ? CalibrationStore.Read(path) : null;
        await using IPlaybackExecutor chip = await settings.Chip.OpenAsync(settings.Seed, token);
        _log.WriteLine($"Chip: {chip.Chip.Name}{(chip.Chip.IsEmulated ? "; this is an emulator, not a board" : "")}");
        earlier?.RequireChip(chip.Chip.Identity, settings.Compare!);
        CalibrationFolder folder = CalibrationFolder.Create(settings.Out, chip.Chip.Identity, settings.Request);
        CalibrationStore store = CalibrationCache.For(settings.Chip, settings.Seed, settings.Cache);
        var maker = new CalibrationMaker(store, _log, terminal: json ? !Console.IsErrorRedirected : !Console.IsOutputRedirected);
        CalibrationFile file;
        Characterisation? characterised = null;
        try
        {
            file = await maker.MakeAsync(chip, settings.Request, settings.Anew, token);
            if (settings.Characterise)
            {
                characterised = await maker.CharacteriseAsync(chip, file, token);
            }
        }
        catch (OperationCanceledException)
        {
            _log.WriteLine("Interrupted; finished routines are kept, the same command goes on after them"
                + (settings.Anew ? " (without --again)." : "."));
            return 130;
        }
        finally
        {
            folder.RemoveIfEmpty();
        }
        if (maker.WallSeconds.Count == 0)
        {
            _log.WriteLine($"This calibration is in {store.Directory} already; --again makes it anew.");
        }
        var summary = new CalibrationSummary(file);
        var report = new CalibrationReport(summary, chip.Chip.IsEmulated, maker.WallSeconds, clock.Elapsed.TotalSeconds,
            earlier is null ? [] : CalibrationDrift.Between(earlier, file), characterised);
        string stored = store.PathOf(file.Key, file.ChipIdentity, file.Target.Name, file.Method);
        string text = folder.Write(report, settings, stored);
        Print(report, folder, stored);
        if (json)
        {
            Console.Out.WriteLine(text);
        }
        return 0;
    }

    private void Print(CalibrationReport report, CalibrationFolder folder, string stored)
    {
        CalibrationSummary summary = report.Summary;
        foreach (string line in report.Lines())
        {
            _log.WriteLine(line);
        }
        _log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Usable: {100 * summary.Result.Yield:F1} % ({summary.Count(CircuitVerdict.Good)} of {summary.Verdicts.Count} circuits; {summary.Count(CircuitVerdict.Limited)} limited, {summary.Count(CircuitVerdict.Dead)} dead). Chip time {summary.File.State.Usage.ChipSeconds:F1} s."));
        _log.WriteLine($"Calibration: {stored}; report: {folder.ReportPath}");
    }
}
