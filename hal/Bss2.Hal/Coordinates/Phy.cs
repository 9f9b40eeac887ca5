namespace Bss2.Hal.Coordinates;

/// <summary>High-speed PHY.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct Phy : ICoordinate<Phy>
{
    /// <summary>How many there are.</summary>
    public const int Count = 8;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..7.</exception>
    public Phy(int value) => Value = Ranged.Require(nameof(Phy), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<Phy>.Count => Count;

    static Phy ICoordinate<Phy>.At(int number) => new(number);
}
