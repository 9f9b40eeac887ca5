namespace Bss2.Hal.Coordinates;

/// <summary>CADC offset memory: 0 top-west, 1 top-east, 2 bottom-west, 3 bottom-east.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct CadcOffsetBlock : ICoordinate<CadcOffsetBlock>
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..3.</exception>
    public CadcOffsetBlock(int value) => Value = Ranged.Require(nameof(CadcOffsetBlock), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<CadcOffsetBlock>.Count => Count;

    static CadcOffsetBlock ICoordinate<CadcOffsetBlock>.At(int number) => new(number);
}
