namespace Bss2.Hal.Coordinates;

/// <summary>A PLL of the chip.</summary>
/// <remarks>Source: halco pll; register-map 11.</remarks>
public readonly record struct Adpll : ICoordinate<Adpll>
{
    /// <summary>How many there are.</summary>
    public const int Count = 2;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..1.</exception>
    public Adpll(int value) => Value = Ranged.Require(nameof(Adpll), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<Adpll>.Count => Count;

    static Adpll ICoordinate<Adpll>.At(int number) => new(number);
}
