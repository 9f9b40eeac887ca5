using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>State of a plasticity processor.</summary>
/// <remarks>Source: haldls ppu.cpp; register-map 10. Names are those of the reference stack.</remarks>
public sealed record PPUStatusRegister : IOmnibusReadable<PPUStatusRegister, Hemisphere>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PPUStatusRegister", 1,
    [
        new("sleep", 0, 1, 0, true, FieldCoding.AnyBit, [new(0, 0, 32)]),
    ]);

    /// <summary>sleep.</summary>
    public bool Sleep { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Hemisphere coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x02A0_0001u + 0x0100_0000u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static PPUStatusRegister FromFields(ReadOnlySpan<long> values) => new()
    {
        Sleep = values[0] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Sleep ? 1 : 0;
    }
}
