namespace Bss2.Hal.Coordinates;

/// <summary>0..7 neuron event outputs, 8..11 SPL1 from the FPGA, 12..19 background sources.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct CrossbarInput : ICoordinate<CrossbarInput>
{
    /// <summary>How many there are.</summary>
    public const int Count = 20;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..19.</exception>
    public CrossbarInput(int value) => Value = Ranged.Require(nameof(CrossbarInput), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<CrossbarInput>.Count => Count;

    static CrossbarInput ICoordinate<CrossbarInput>.At(int number) => new(number);
}
