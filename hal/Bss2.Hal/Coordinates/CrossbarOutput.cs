namespace Bss2.Hal.Coordinates;

/// <summary>0..3 PADI buses top, 4..7 bottom, 8..11 L2 towards the FPGA.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct CrossbarOutput : ICoordinate<CrossbarOutput>
{
    /// <summary>How many there are.</summary>
    public const int Count = 12;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..11.</exception>
    public CrossbarOutput(int value) => Value = Ranged.Require(nameof(CrossbarOutput), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<CrossbarOutput>.Count => Count;

    static CrossbarOutput ICoordinate<CrossbarOutput>.At(int number) => new(number);
}
