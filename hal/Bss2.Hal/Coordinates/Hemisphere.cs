namespace Bss2.Hal.Coordinates;

/// <summary>Top (0) or bottom (1): also its synapse array, PADI block, PPU and CADC.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct Hemisphere : ICoordinate<Hemisphere>
{
    /// <summary>How many there are.</summary>
    public const int Count = 2;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..1.</exception>
    public Hemisphere(int value) => Value = Ranged.Require(nameof(Hemisphere), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<Hemisphere>.Count => Count;

    static Hemisphere ICoordinate<Hemisphere>.At(int number) => new(number);
}
