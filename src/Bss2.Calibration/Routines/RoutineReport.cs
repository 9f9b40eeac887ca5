namespace Bss2.Calibration.Routines;

/// <summary>What one routine did.</summary>
public sealed record RoutineReport
{
    /// <summary>Routine.</summary>
    public required string Routine { get; init; }

    /// <summary>Its version.</summary>
    public required int Version { get; init; }

    /// <summary>Measurements of all circuits at once.</summary>
    public required int Measurements { get; init; }

    /// <summary>Chip time, s.</summary>
    public required double ChipSeconds { get; init; }

    /// <summary>Success per circuit on the bench.</summary>
    public required IReadOnlyList<bool> Success { get; init; }

    /// <summary>Circuits whose search ended at an end of its range.</summary>
    public required int AtBoundary { get; init; }

    /// <summary>Root mean square of the residuals of successful circuits, in <see cref="ResidualUnit"/>; null without any.</summary>
    public double? ResidualRms { get; init; }

    /// <summary>Unit of the residual.</summary>
    public string ResidualUnit { get; init; } = "";
}
