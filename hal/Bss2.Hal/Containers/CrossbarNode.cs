using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Filter of a crossbar node.</summary>
/// <remarks>Source: haldls routing_crossbar.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CrossbarNode :
    IOmnibusWritable<CrossbarNode, CrossbarNodeAddress>, IOmnibusReadable<CrossbarNode, CrossbarNodeAddress>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CrossbarNode", 1,
    [
        new("mask", 0, 16383, 0, false, FieldCoding.Plain, [new(0, 0, 14)]),
        new("target", 0, 16383, 0, false, FieldCoding.Plain, [new(0, 16, 14)]),
        new("enable_drop_counter", 0, 1, 0, true, FieldCoding.Plain, [new(0, 31, 1)]),
    ]);

    /// <summary>mask, 0..16383.</summary>
    public int Mask { get; init; }

    /// <summary>target, 0..16383.</summary>
    public int Target { get; init; }

    /// <summary>enable_drop_counter.</summary>
    public bool EnableDropCounter { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(CrossbarNodeAddress coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0013_0019u + 1u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static CrossbarNode FromFields(ReadOnlySpan<long> values) => new()
    {
        Mask = (int)values[0],
        Target = (int)values[1],
        EnableDropCounter = values[2] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Mask;
        values[1] = Target;
        values[2] = EnableDropCounter ? 1 : 0;
    }
}
