using Bss2.Calibration;
using Bss2.Calibration.Store;
using Bss2.Calibration.Targets;
using Bss2.Cli.Chips;
using Bss2.Hal.Playback;
using Bss2.Runtime.Placement;
using Bss2.Training;

namespace Bss2.Cli.Calibrate;

/// <summary>What --calibration and --cache ask for, and how a run comes by it.</summary>
/// <param name="Wanted">none, a method's name, a file, or null for the default.</param>
/// <param name="Cache">Folder of the cache; null for the standard one.</param>
internal sealed record CalibrationChoice(string? Wanted, string? Cache)
{
    public const string None = "none", DefaultMethod = "spikes";

    // What an emulator of the ideal die says of itself: it has no mismatch that a calibration could remove.
    private const string IdealIdentity = "emulator:ideal";

    /// <summary>The calibration for a network on a chip, or null if it runs without one; made and kept if the cache does not have it.</summary>
    /// <param name="on">The chip.</param>
    /// <param name="recipe">Whose layers it has to serve.</param>
    /// <param name="log">Told what happens.</param>
    /// <param name="terminal">Whether the log is a terminal.</param>
    /// <param name="token">Stops between measurements; what was finished is kept.</param>
    /// <exception cref="InvalidDataException">A file is damaged, of another chip or for another operating point.</exception>
    public async Task<CalibrationFile?> ResolveAsync(ChipSettings on, TrainingRecipe recipe, TextWriter log, bool terminal, CancellationToken token)
    {
        bool asked = Wanted is not null;
        if (on.Substrate == "simulation" || Wanted == None || (!asked && !on.IsRemote && on.Die == new ChipSettings().Die))
        {
            return null;
        }
        CalibrationMethod? method = CalibrationMethod.Named.FirstOrDefault(m => m.Name == (Wanted ?? DefaultMethod));
        CalibrationFile? given = method is null ? ReadFile() : null;
        await using IPlaybackExecutor chip = await on.OpenAsync(CalibrationCache.Seed, token);
        if (!asked && chip.Chip.Identity == IdealIdentity)
        {
            return null;
        }
        if (given is not null)
        {
            given.RequireChip(chip.Chip.Identity, Wanted!);
            RequireTarget(given, recipe);
            return given;
        }
        var maker = new CalibrationMaker(CalibrationCache.For(on, CalibrationCache.Seed, Cache), log, terminal);
        return await maker.MakeAsync(chip, new(method!, TargetFor(recipe), CalibrationRequest.AllCircuits), anew: false, token);

        CalibrationFile ReadFile()
        {
            if (!File.Exists(Wanted))
            {
                throw new IOException($"--calibration {Wanted}: there is no such file; give a file, none, "
                    + $"{string.Join(" or ", CalibrationMethod.Named.Select(m => m.Name))}.");
            }
            CalibrationFile file = CalibrationStore.Read(Wanted);
            WarnOfVersions(file, log);
            return file;
        }
    }

    /// <summary>The named operating point of a recipe's layers, or one made for it.</summary>
    public static CalibrationTarget TargetFor(TrainingRecipe recipe)
    {
        CircuitTarget wanted = CircuitTarget.Of(recipe.HiddenParameters);
        return CalibrationTarget.Named.FirstOrDefault(target => target.Circuits[0].Target.Realises(wanted)) ?? CalibrationTarget.Uniform("custom",
            new() { MembraneTauUs = wanted.MembraneTauUs, SynapticTauUs = wanted.SynapticTauUs });
    }

    private void RequireTarget(CalibrationFile file, TrainingRecipe recipe)
    {
        CircuitTarget wanted = CircuitTarget.Of(recipe.HiddenParameters);
        if (!file.Target.Circuits.Any(aim => aim.Target.Realises(wanted)))
        {
            throw new InvalidDataException($"{Wanted} calibrates to {file.Target.Name} (first circuit: "
                + $"{Text(file.Target.Circuits[0].Target)}), but the network's neurons want {Text(wanted)}. Calibrate the chip with --target {TargetFor(recipe).Name}.");
        }
    }

    private void WarnOfVersions(CalibrationFile file, TextWriter log)
    {
        IReadOnlyList<RoutineVersion> now = CalibrationMethod.Named.FirstOrDefault(m => m.Name == file.Method)?.Versions ?? [];
        if (!file.Routines.SequenceEqual(now))
        {
            string differing = string.Join(", ", file.Routines.Except(now).Select(r => $"{r.Name} {r.Version}"));
            log.WriteLine($"{Wanted} was made by other routines than this program's ({(differing.Length > 0 ? differing : "some are missing")}); "
                + "its codes are used as they are. bss2 calibrate makes new ones.");
        }
    }

    private static string Text(CircuitTarget t) => System.FormattableString.Invariant(
        $"τ_m {t.MembraneTauUs} µs, τ_s {t.SynapticTauUs} µs, reset {t.ResetShare:0.##} of the way from leak to threshold");
}
