using System.Collections.Concurrent;
using Bss2.Calibration.Store;
using Bss2.Cli.Calibrate;
using Bss2.Cli.Chips;
using Bss2.Cli.Runs;
using Bss2.Cli.Train;
using Bss2.Training;

namespace Bss2.Cli.Tables;

/// <summary>How tables come by a trained network: found finished, gone on with, or begun, on a calibration that its cells share.</summary>
/// <param name="commandLine">Of the table, for the runs' manifests.</param>
/// <param name="threads">Of each training.</param>
internal sealed class CellTraining(IReadOnlyList<string> commandLine, int threads)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _calibrating = [];

    /// <summary>The manifest of a finished training; null if there is none yet.</summary>
    /// <exception cref="InvalidDataException">The folder holds another training than the one that is wanted.</exception>
    public static RunManifest? Finished(string folder, TrainSettings wanted)
    {
        if (!IsBegun(folder))
        {
            return null;
        }
        RunManifest manifest = RunManifest.Read(RunFolder.Open(folder));
        if (RunManifest.Hash(manifest.Settings with { Calibration = null }) != RunManifest.Hash(wanted))
        {
            throw new InvalidDataException($"{folder} was trained with other settings than are wanted here; choose another --out.");
        }
        return manifest.TestAccuracy is null ? null : manifest;
    }

    /// <summary>Trains to the end, from wherever the folder is.</summary>
    /// <returns>The manifest; null if it was interrupted.</returns>
    public async Task<RunManifest?> RunAsync(string folder, TrainSettings wanted, CalibrationChoice choice, TextWriter log, CancellationToken token)
    {
        if (Finished(folder, wanted) is { } there)
        {
            return there;
        }
        await CalibrationAsync(wanted.Chip, wanted.Recipe(), choice, log, token);
        var run = new TrainRun(threads, log, terminal: false, json: false);
        int code = IsBegun(folder) ? await run.ResumeAsync(folder, token)
            : await run.StartAsync(wanted, commandLine, folder, choice, ParameterChoice.Nominal, token);
        return code == 0 ? Finished(folder, wanted) : null;
    }

    /// <summary>The calibration of a chip: who wants it first makes it, the others wait for it.</summary>
    public async Task<CalibrationFile?> CalibrationAsync(ChipSettings on, TrainingRecipe recipe, CalibrationChoice choice, TextWriter log,
        CancellationToken token)
    {
        SemaphoreSlim one = _calibrating.GetOrAdd($"{on.Die} {choice.Wanted} {CalibrationChoice.TargetFor(recipe).Name}", _ => new(1));
        await one.WaitAsync(token);
        try
        {
            return await choice.ResolveAsync(on, recipe, log, terminal: false, token);
        }
        finally
        {
            one.Release();
        }
    }

    private static bool IsBegun(string folder) => File.Exists(Path.Combine(folder, "manifest.json"));
}
