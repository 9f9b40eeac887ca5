namespace Bss2.Hal.Coordinates;

/// <summary>Four bytes, one word, of the FPGA memory that the plasticity processors can use.</summary>
/// <remarks>Source: halco ppu; register-map 1.1.</remarks>
public readonly record struct ExternalPpuQuad : ICoordinate<ExternalPpuQuad>
{
    /// <summary>How many there are.</summary>
    public const int Count = 0x8000;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..0x7FFF.</exception>
    public ExternalPpuQuad(int value) => Value = Ranged.Require(nameof(ExternalPpuQuad), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<ExternalPpuQuad>.Count => Count;

    static ExternalPpuQuad ICoordinate<ExternalPpuQuad>.At(int number) => new(number);
}
