using Bss2.Cli.Chips;

namespace Bss2.Cli.Calibrate;

/// <summary>What calibrate was asked for.</summary>
internal sealed record CalibrateSettings
{
    public required ChipSettings Chip { get; init; }

    public required CalibrationRequest Request { get; init; }

    public ulong Seed { get; init; } = CalibrationCache.Seed;

    /// <summary>Folder of the cache; null for the standard one.</summary>
    public string? Cache { get; init; }

    public bool Anew { get; init; }

    /// <summary>Whether to measure the calibrated circuits once more, with error bars.</summary>
    public bool Characterise { get; init; }

    /// <summary>Earlier calibration to compare with.</summary>
    public string? Compare { get; init; }

    public string? Out { get; init; }

    public required IReadOnlyList<string> CommandLine { get; init; }
}
