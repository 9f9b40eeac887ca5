namespace Bss2.Hal.Coordinates;

/// <summary>PADI bus of a hemisphere.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct PadiBus : ICoordinate<PadiBus>
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..3.</exception>
    public PadiBus(int value) => Value = Ranged.Require(nameof(PadiBus), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<PadiBus>.Count => Count;

    static PadiBus ICoordinate<PadiBus>.At(int number) => new(number);
}
