using Bss2.Calibration.Characterise;
using Bss2.Calibration.Store;
using Bss2.Cli.Calibrate;
using Bss2.Hal.Playback;

namespace Bss2.Cli.Train;

/// <summary>What --parameters asks for: which neuron parameters the gradient takes.</summary>
/// <param name="Characterised">Whether those of a characterisation; else the nominal ones.</param>
/// <param name="File">The characterisation; null: beside the calibration in the cache, made if it is not there.</param>
internal sealed record ParameterChoice(bool Characterised, string? File)
{
    public const string Forms = "nominal, characterised, or characterised:FILE";

    private const string Word = "characterised";

    public static ParameterChoice Nominal { get; } = new(false, null);

    /// <summary>A choice from the command line, or null if it is none.</summary>
    public static ParameterChoice? Parse(string text) => text switch
    {
        "nominal" => Nominal,
        Word => new(true, null),
        _ when text.StartsWith(Word + ":", StringComparison.Ordinal) && text.Length > Word.Length + 1 => new(true, text[(Word.Length + 1)..]),
        _ => null,
    };

    /// <summary>The characterisation of a calibrated chip; null for nominal parameters.</summary>
    /// <exception cref="ArgumentException">The circuits are not calibrated, or the run's gradient takes none.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or of another chip or calibration.</exception>
    public async Task<Characterisation?> ResolveAsync(TrainSettings settings, CalibrationFile? calibration, string? cache, TextWriter log,
        bool terminal, CancellationToken token)
    {
        if (!Characterised)
        {
            return null;
        }
        if (calibration is null)
        {
            throw new ArgumentException("--parameters characterised: the circuits have no calibration, so that nothing says what they are; add "
                + "--die N, or --calibration spikes.");
        }
        if (settings.Estimator is not null || settings.Readout is not null || settings.Adjoint != "exact")
        {
            throw new ArgumentException("--parameters characterised: only the exact EventProp adjoint takes parameters per circuit; leave "
                + "--estimator, --readout and --adjoint away.");
        }
        if (File is not null)
        {
            return Require(Characterisation.Read(File), calibration, File);
        }
        CalibrationStore store = CalibrationCache.For(settings.Chip, CalibrationCache.Seed, cache);
        string path = Path.ChangeExtension(store.PathOf(calibration.Key, calibration.ChipIdentity, calibration.Target.Name, calibration.Method),
            ".characterisation.json");
        if (System.IO.File.Exists(path))
        {
            return Require(Characterisation.Read(path), calibration, path);
        }
        await using IPlaybackExecutor chip = await settings.Chip.OpenAsync(CalibrationCache.Seed, token);
        Characterisation made = await new CalibrationMaker(store, log, terminal).CharacteriseAsync(chip, calibration, token);
        Directory.CreateDirectory(store.Directory);
        made.Write(path);
        return made;
    }

    private static Characterisation Require(Characterisation found, CalibrationFile calibration, string path) =>
        found.ChipIdentity != calibration.ChipIdentity
            ? throw new InvalidDataException($"{path} characterises the chip {found.ChipIdentity}, the run's calibration is of {calibration.ChipIdentity}.")
        : found.CalibrationKey != calibration.Key
            ? throw new InvalidDataException($"{path} characterises circuits with another calibration ({found.CalibrationKey[..12]}) than the run's "
                + $"({calibration.Key[..12]}); characterise this one with bss2 calibrate --characterise.")
        : found;
}
