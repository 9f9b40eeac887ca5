using System.Diagnostics;
using Bss2.Calibration;
using Bss2.Calibration.Characterise;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Store;
using Bss2.Hal.Playback;

namespace Bss2.Cli.Calibrate;

/// <summary>
/// Finds a calibration, or makes it: routine by routine, saved after each, so that an interrupted one goes on where it stopped.
/// </summary>
/// <param name="store">Where it is kept.</param>
/// <param name="log">Told what happens.</param>
/// <param name="terminal">Whether the log is a terminal.</param>
internal sealed class CalibrationMaker(CalibrationStore store, TextWriter log, bool terminal)
{
    /// <summary>Seconds that routines took in this process, by their number.</summary>
    public Dictionary<int, double> WallSeconds { get; } = [];

    /// <summary>Finds, completes or makes a calibration.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="request">Which calibration.</param>
    /// <param name="anew">Whether to begin anew though there is one.</param>
    /// <param name="token">Stops between measurements; what was finished is kept.</param>
    /// <returns>The complete calibration; it is in the store.</returns>
    public async Task<CalibrationFile> MakeAsync(IPlaybackExecutor chip, CalibrationRequest request, bool anew, CancellationToken token)
    {
        string identity = chip.Chip.Identity, key = request.KeyOn(identity);
        CalibrationFile? found = anew ? null : store.Find(key, identity, request.Target.Name, request.Method.Name);
        if (found is { IsComplete: true })
        {
            return found;
        }
        IReadOnlyList<ICalibrationRoutine> routines = request.Method.Routines;
        var calibrator = new Calibrator(chip, request.Target, request.Circuits);
        CalibrationFile file = found ?? new()
        {
            ChipIdentity = identity, ChipName = chip.Chip.Name, Method = request.Method.Name, Target = request.Target, Circuits = request.Circuits,
            Routines = request.Method.Versions, State = calibrator.Start,
        };
        log.WriteLine($"Calibrating {request.Circuits.Count} circuits of {chip.Chip.Name} to {request.Target.Name} (method {request.Method.Name}); "
            + $"kept in {store.Directory}");
        if (file.State.Reports.Count > 0)
        {
            log.WriteLine($"Continuing after {file.State.Reports.Count} of {routines.Count} routines.");
        }
        await RoutineProgress.RunAsync(log, terminal, routines.Count, async progress =>
        {
            while (!file.IsComplete)
            {
                int number = file.State.Reports.Count;
                ICalibrationRoutine routine = routines[number];
                var clock = Stopwatch.StartNew();
                IProgress<SearchProgress>? bar = progress.Begin(number, routine.Name, out Action<RoutineReport, double> done);
                token.ThrowIfCancellationRequested();
                CalibrationState next = await calibrator.RunAsync(file.State, routine, bar, token);
                file = file with { State = next };
                store.Save(file);
                WallSeconds[number] = clock.Elapsed.TotalSeconds;
                done(next.Reports[^1], clock.Elapsed.TotalSeconds);
            }
        });
        return file;
    }

    /// <summary>Reads a characterisation that must be of a calibration's circuits.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another chip or calibration.</exception>
    public static Characterisation Read(string path, CalibrationFile calibration)
    {
        var found = Characterisation.Read(path);
        return found.ChipIdentity != calibration.ChipIdentity
                ? throw new InvalidDataException($"{path} characterises the chip {found.ChipIdentity}, the run's calibration is of {calibration.ChipIdentity}.")
            : found.CalibrationKey != calibration.Key
                ? throw new InvalidDataException($"{path} characterises circuits with another calibration ({found.CalibrationKey[..12]}) than the run's "
                    + $"({calibration.Key[..12]}); characterise this one with bss2 calibrate --characterise.")
            : found;
    }

    /// <summary>Finds the characterisation beside a calibration in the store, or makes it.</summary>
    public async Task<Characterisation> FindCharacterisationAsync(IPlaybackExecutor chip, CalibrationFile file, CancellationToken token)
    {
        string path = Path.ChangeExtension(store.PathOf(file.Key, file.ChipIdentity, file.Target.Name, file.Method), ".characterisation.json");
        if (!File.Exists(path))
        {
            Characterisation made = await CharacteriseAsync(chip, file, token);
            Directory.CreateDirectory(store.Directory);
            made.Write(path);
        }
        return Read(path, file);
    }

    /// <summary>Measures calibrated circuits with error bars.</summary>
    public async Task<Characterisation> CharacteriseAsync(IPlaybackExecutor chip, CalibrationFile file, CancellationToken token)
    {
        Characterisation? found = null;
        await RoutineProgress.RunAsync(log, terminal, 1, async progress =>
        {
            IProgress<SearchProgress>? bar = progress.Begin(0, "characterisation", out _);
            found = await new Characteriser(chip, file).RunAsync(bar, token);
        });
        return found!;
    }
}
