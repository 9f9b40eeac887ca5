namespace Bss2.Hal.Coordinates;

/// <summary>Row of the CapMem: 0..7 voltages, 8..23 currents.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct CapMemRow : ICoordinate<CapMemRow>
{
    /// <summary>How many there are.</summary>
    public const int Count = 24;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..23.</exception>
    public CapMemRow(int value) => Value = Ranged.Require(nameof(CapMemRow), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<CapMemRow>.Count => Count;

    static CapMemRow ICoordinate<CapMemRow>.At(int number) => new(number);
}
