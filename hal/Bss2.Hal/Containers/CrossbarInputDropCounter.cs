using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Events dropped at a crossbar input.</summary>
/// <remarks>Source: haldls routing_crossbar.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CrossbarInputDropCounter : IOmnibusReadable<CrossbarInputDropCounter, CrossbarInput>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CrossbarInputDropCounter", 1,
    [
        new("value", 0, 65535, 0, false, FieldCoding.Plain, [new(0, 0, 16)]),
    ]);

    /// <summary>value, 0..65535.</summary>
    public int Value { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(CrossbarInput coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0013_0065u + 1u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static CrossbarInputDropCounter FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Value;
    }
}
