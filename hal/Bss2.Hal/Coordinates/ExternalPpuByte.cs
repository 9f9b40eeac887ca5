namespace Bss2.Hal.Coordinates;

/// <summary>Byte of the FPGA memory that the plasticity processors can use; byte 0 is the top byte of quad 0.</summary>
/// <remarks>Source: halco ppu; register-map 1.1.</remarks>
public readonly record struct ExternalPpuByte : ICoordinate<ExternalPpuByte>
{
    /// <summary>How many there are.</summary>
    public const int Count = 0x2_0000;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..0x1_FFFF.</exception>
    public ExternalPpuByte(int value) => Value = Ranged.Require(nameof(ExternalPpuByte), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<ExternalPpuByte>.Count => Count;

    static ExternalPpuByte ICoordinate<ExternalPpuByte>.At(int number) => new(number);
}
