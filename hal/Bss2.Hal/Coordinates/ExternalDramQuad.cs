namespace Bss2.Hal.Coordinates;

/// <summary>Four bytes, one word, of the DRAM behind the FPGA that the plasticity processors can use.</summary>
/// <remarks>Source: halco ppu; register-map 1.1.</remarks>
public readonly record struct ExternalDramQuad : ICoordinate<ExternalDramQuad>
{
    /// <summary>How many there are.</summary>
    public const int Count = 0x400_0000;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..0x3FF_FFFF.</exception>
    public ExternalDramQuad(int value) => Value = Ranged.Require(nameof(ExternalDramQuad), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<ExternalDramQuad>.Count => Count;

    static ExternalDramQuad ICoordinate<ExternalDramQuad>.At(int number) => new(number);
}
