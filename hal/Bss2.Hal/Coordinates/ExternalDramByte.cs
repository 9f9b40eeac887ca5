namespace Bss2.Hal.Coordinates;

/// <summary>Byte of the DRAM behind the FPGA that the plasticity processors can use; byte 0 is the top byte of quad 0.</summary>
/// <remarks>Source: halco ppu; register-map 1.1.</remarks>
public readonly record struct ExternalDramByte : ICoordinate<ExternalDramByte>
{
    /// <summary>How many there are.</summary>
    public const int Count = 0x1000_0000;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..0xFFF_FFFF.</exception>
    public ExternalDramByte(int value) => Value = Ranged.Require(nameof(ExternalDramByte), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<ExternalDramByte>.Count => Count;

    static ExternalDramByte ICoordinate<ExternalDramByte>.At(int number) => new(number);
}
