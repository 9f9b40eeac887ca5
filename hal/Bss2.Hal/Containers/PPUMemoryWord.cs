using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Word of a plasticity processor's memory.</summary>
/// <remarks>Source: haldls ppu.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PPUMemoryWord :
    IOmnibusWritable<PPUMemoryWord, PpuMemoryWord>, IOmnibusReadable<PPUMemoryWord, PpuMemoryWord>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PPUMemoryWord", 1,
    [
        new("value", 0, 4294967295, 0, false, FieldCoding.Plain, [new(0, 0, 32)]),
    ]);

    /// <summary>value, 0..4294967295.</summary>
    public uint Value { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(PpuMemoryWord coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0280_0000u + 0x0100_0000u * (uint)(coordinate.Value / 4096) + (uint)(coordinate.Value % 4096);
    }

    /// <inheritdoc/>
    public static PPUMemoryWord FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (uint)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Value;
    }
}
