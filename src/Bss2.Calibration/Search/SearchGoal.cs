namespace Bss2.Calibration.Search;

/// <summary>What a search looks for, per instance, and where.</summary>
/// <param name="Range">Codes it may try.</param>
/// <param name="Targets">Wanted observation per instance, in the unit of the problem.</param>
/// <param name="Rising">Whether a larger code gives a larger observation.</param>
public sealed record SearchGoal(CodeRange Range, IReadOnlyList<double> Targets, bool Rising)
{
    /// <summary>Instances.</summary>
    public int Count => Targets.Count;

    /// <summary>First codes; null lets the search choose. Searches that bisect ignore it.</summary>
    public IReadOnlyList<int>? Start { get; init; }

    /// <summary>Largest residual that still counts as found, in the unit of the problem.</summary>
    public double Tolerance { get; init; } = double.PositiveInfinity;

    /// <summary>Checks the goal.</summary>
    /// <exception cref="ArgumentException">There is no instance, a target is not finite, or the start does not fit.</exception>
    public void Validate()
    {
        if (Count == 0)
        {
            throw new ArgumentException("A search needs at least one instance.");
        }
        for (int i = 0; i < Count; i++)
        {
            if (!double.IsFinite(Targets[i]))
            {
                throw new ArgumentException($"The target of instance {i} is {Targets[i]}; it must be finite.");
            }
        }
        if (Start is { } start && (start.Count != Count || start.Any(code => code < Range.Minimum || code > Range.Maximum)))
        {
            throw new ArgumentException($"The search starts from {start.Count} codes for {Count} instances, or from codes outside "
                + $"{Range.Minimum}..{Range.Maximum}.");
        }
    }
}
