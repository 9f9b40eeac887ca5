using System.Security.Cryptography;
using System.Text;
using Bss2.Calibration.Characterise;
using Bss2.Calibration.Store;
using Bss2.Calibration.Summary;

namespace Bss2.Cli.Runs;

/// <summary>The calibration of a run's chip, in its manifest.</summary>
/// <param name="Method">How it was made.</param>
/// <param name="Target">To what.</param>
/// <param name="Sha256">Over the file's text.</param>
/// <param name="UsableCircuits">Circuits that may be used.</param>
/// <param name="DeadCircuits">Circuits of which nothing could be measured.</param>
/// <param name="CadcWordsRead">CADC words that the calibration read, not the run.</param>
/// <param name="MadcWordsRead">Likewise of the MADC.</param>
internal sealed record RunCalibration(string Method, string Target, string Sha256, int UsableCircuits, int DeadCircuits, long CadcWordsRead,
    long MadcWordsRead)
{
    public static RunCalibration Of(CalibrationFile file)
    {
        var summary = new CalibrationSummary(file);
        return new(file.Method, file.Target.Name, HashOf(file), summary.Count(CircuitVerdict.Good), summary.Count(CircuitVerdict.Dead),
            file.State.Usage.CadcWordsRead, file.State.Usage.MadcWordsRead);
    }

    /// <summary>Names a calibration's content: a run's settings hold it, so that runs with different codes have different hashes.</summary>
    public static string HashOf(CalibrationFile file) => Hash(CalibrationJson.Write(file));

    /// <summary>Likewise of a characterisation.</summary>
    public static string HashOf(Characterisation file) => Hash(CharacterisationJson.Write(file));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
