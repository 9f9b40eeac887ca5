namespace Bss2.Emulator.Analog;

/// <summary>
/// Numbers of what goes beyond plain LIF circuits, with their source; "A" marks an assumption. Frozen like <see cref="AnalogDefaults"/>
/// (docs/decisions/0002), under a hash of their own.
/// </summary>
internal static class ExtendedDefaults
{
    // Offset current (AC 1.7): three facts fit 0.1 nA per code; not linear above 800 (AC 1.3); slope there and spread A.
    public const double OffsetCurrentPerCode = 0.1e-9, OffsetLinearCode = 800, OffsetSlopeAbove = 0.5, OffsetCurrentSpread = 0.1;

    /// <summary>The numbers in a fixed order, for the pin.</summary>
    public static IReadOnlyList<double> Frozen =>
        [OffsetCurrentPerCode, OffsetLinearCode, OffsetSlopeAbove, OffsetCurrentSpread];
}
