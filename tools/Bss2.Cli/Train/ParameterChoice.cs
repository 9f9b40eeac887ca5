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

    /// <summary>Refuses what cannot work before a calibration is made for it.</summary>
    /// <exception cref="ArgumentException">The run's gradient takes no parameters per circuit.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public void RequirePossible(TrainSettings settings)
    {
        if (Characterised && (settings.Estimator is not null || settings.Readout is not null || settings.Adjoint != "exact"))
        {
            throw new ArgumentException("--parameters characterised: only the exact EventProp adjoint takes parameters per circuit; leave "
                + "--estimator, --readout and --adjoint away.");
        }
        if (File is not null && !System.IO.File.Exists(File))
        {
            throw new FileNotFoundException($"--parameters characterised:{File}: there is no such file; bss2 calibrate --characterise makes one.");
        }
    }

    /// <summary>The characterisation of a calibrated chip; null for nominal parameters.</summary>
    /// <exception cref="ArgumentException">The circuits are not calibrated.</exception>
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
        if (File is not null)
        {
            return CalibrationMaker.Read(File, calibration);
        }
        await using IPlaybackExecutor chip = await settings.Chip.OpenAsync(CalibrationCache.Seed, token);
        return await new CalibrationMaker(CalibrationCache.For(settings.Chip, CalibrationCache.Seed, cache), log, terminal)
            .FindCharacterisationAsync(chip, calibration, token);
    }
}
