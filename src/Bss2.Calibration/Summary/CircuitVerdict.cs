namespace Bss2.Calibration.Summary;

/// <summary>What a calibration says of a circuit.</summary>
public enum CircuitVerdict
{
    /// <summary>On target: every routine succeeded.</summary>
    Good,

    /// <summary>It answers, but some cell, range or measurement did not come to its target; placements avoid it.</summary>
    Limited,

    /// <summary>Nothing could be measured: it never fires, or always does; placements avoid it.</summary>
    Dead,
}
