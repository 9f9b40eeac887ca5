using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>What PollingOmnibusBlock polls.</summary>
/// <remarks>Source: haldls block.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PollingOmnibusBlockConfig :
    IOmnibusWritable<PollingOmnibusBlockConfig, Unique>, IOmnibusReadable<PollingOmnibusBlockConfig, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PollingOmnibusBlockConfig", 3,
    [
        new("address", 0, 4294967295, 0, false, FieldCoding.Plain, [new(0, 0, 32)]),
        new("mask", 0, 4294967295, 0, false, FieldCoding.Plain, [new(2, 0, 32)]),
        new("target", 0, 4294967295, 0, false, FieldCoding.Plain, [new(1, 0, 32)]),
    ]);

    /// <summary>address, 0..4294967295.</summary>
    public uint Address { get; init; }

    /// <summary>mask, 0..4294967295.</summary>
    public uint Mask { get; init; }

    /// <summary>target, 0..4294967295.</summary>
    public uint Target { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_0006u;
        addresses[1] = 0x8800_0006u + 1;
        addresses[2] = 0x8800_0006u + 2;
    }

    /// <inheritdoc/>
    public static PollingOmnibusBlockConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        Address = (uint)values[0],
        Mask = (uint)values[1],
        Target = (uint)values[2],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Address;
        values[1] = Mask;
        values[2] = Target;
    }
}
