using System.Globalization;
using Bss2.Calibration.Store;
using Bss2.Cli.Chips;

namespace Bss2.Cli.Calibrate;

/// <summary>Where calibrations are kept between commands (docs/calibration.md).</summary>
internal static class CalibrationCache
{
    /// <summary>Seed of the noise during a calibration: not the run's, so that whichever run comes first makes the same file.</summary>
    public const ulong Seed = 1;

    private const string Variable = "BSS2_CACHE";

    /// <summary>The folder when --cache does not name one: $BSS2_CACHE, or the user's own place for what can be made again.</summary>
    public static string DefaultFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
            {
                return chosen;
            }
            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
                home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string cache = OperatingSystem.IsWindows() ? local
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".cache");
            return Path.Combine(cache, "bss2", "calibration");
        }
    }

    /// <summary>The store for a chip. Whatever changes what a chip of one identity answers has a folder of its own.</summary>
    public static CalibrationStore For(ChipSettings chip, ulong seed, string? folder)
    {
        var standard = new ChipSettings();
        var parts = new List<string>();
        void Add(bool differs, string part)
        {
            if (differs)
            {
                parts.Add(part);
            }
        }
        Add(chip.IsRemote, "remote");
        Add(!chip.IsRemote && chip.Core != standard.Core, chip.Core);
        Add(!chip.IsRemote && chip.Engine != standard.Engine, chip.Engine);
        Add(!chip.IsRemote && !chip.Noise, "quiet");
        Add(seed != Seed, string.Create(CultureInfo.InvariantCulture, $"seed{seed}"));
        string root = folder ?? DefaultFolder;
        return new(parts.Count == 0 ? root : Path.Combine(root, string.Join('-', parts)));
    }
}
