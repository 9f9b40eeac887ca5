namespace Bss2.Training;

/// <summary>Which set is evaluated; each has its own range of batch numbers, so that its noise is its own.</summary>
public enum EvaluationSet
{
    /// <summary>Validation: tuning and stopping may look at it.</summary>
    Validation,

    /// <summary>Test: read once, with the final weights.</summary>
    Test,

    /// <summary>Anything drawn for people: decision maps, rasters.</summary>
    Illustration,
}
