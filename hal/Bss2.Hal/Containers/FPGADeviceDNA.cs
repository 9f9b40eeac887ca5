using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Serial number of the FPGA.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record FPGADeviceDNA : IOmnibusReadable<FPGADeviceDNA, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("FPGADeviceDNA", 2,
    [
        new("value", 0, 144115188075855871, 0, false, FieldCoding.Plain, [new(0, 0, 25, 32), new(1, 0, 32)]),
    ]);

    /// <summary>value, 0..144115188075855871.</summary>
    public ulong Value { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_0003u;
        addresses[1] = 0x8800_0003u + 1;
    }

    /// <inheritdoc/>
    public static FPGADeviceDNA FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (ulong)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = (long)Value;
    }
}
