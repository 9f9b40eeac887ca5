using Bss2.Calibration.Store;
using Bss2.Calibration.Targets;

namespace Bss2.Cli.Calibrate;

/// <summary>What --target names: an operating point by name, or a file with one.</summary>
internal static class TargetOption
{
    public static string Forms => $"{string.Join(", ", CalibrationTarget.Named.Select(t => t.Name))}, or a JSON file (docs/file-formats.md)";

    /// <exception cref="InvalidDataException">The file is no target.</exception>
    /// <exception cref="IOException">There is no such name and no such file.</exception>
    public static CalibrationTarget Parse(string text) => CalibrationTarget.Named.FirstOrDefault(t => t.Name == text)
        ?? (File.Exists(text) ? TargetJson.ReadFile(text)
            : throw new IOException($"--target {text}: there is no target and no file of that name; give {Forms}."));
}
