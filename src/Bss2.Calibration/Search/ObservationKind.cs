namespace Bss2.Calibration.Search;

/// <summary>What a measurement of one instance said.</summary>
public enum ObservationKind
{
    /// <summary>Nothing: the instance did not answer.</summary>
    Missing,

    /// <summary>Smaller than anything that can be measured.</summary>
    Below,

    /// <summary>A value.</summary>
    Measured,

    /// <summary>Larger than anything that can be measured.</summary>
    Above,
}
