namespace Bss2.Calibration.Search;

/// <summary>How a search ended for one instance.</summary>
public enum SearchVerdict
{
    /// <summary>A code strictly inside the range, within the tolerance.</summary>
    Found,

    /// <summary>The best code is an end of the range: the target may lie outside.</summary>
    AtBoundary,

    /// <summary>The best observation is further from the target than the tolerance.</summary>
    OutOfTolerance,

    /// <summary>None of the measurements that count gave a value.</summary>
    Unobserved,
}
