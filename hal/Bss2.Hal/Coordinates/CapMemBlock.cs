namespace Bss2.Hal.Coordinates;

/// <summary>Quadrant of the CapMem: 0 NW, 1 NE, 2 SW, 3 SE.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct CapMemBlock : ICoordinate<CapMemBlock>
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..3.</exception>
    public CapMemBlock(int value) => Value = Ranged.Require(nameof(CapMemBlock), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<CapMemBlock>.Count => Count;

    static CapMemBlock ICoordinate<CapMemBlock>.At(int number) => new(number);
}
