namespace Bss2.Training.Data;

/// <summary>Labelled points in three sets: gradients come from the first, tuning may look at the second, the third is read once.</summary>
public sealed record DataSet
{
    /// <summary>For people and file names.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the features.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Names of the classes; a label is an index into them.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Samples that gradients come from.</summary>
    public required Sample[] Training { get; init; }

    /// <summary>Samples that tuning and stopping may look at.</summary>
    public required Sample[] Validation { get; init; }

    /// <summary>Samples for one look at the end.</summary>
    public required Sample[] Test { get; init; }

    /// <summary>Class of a point of each class after reflection at the centre (f → 1 − f), if that is an exact symmetry; else null.</summary>
    public IReadOnlyList<int>? ReflectedClasses { get; init; }
}
