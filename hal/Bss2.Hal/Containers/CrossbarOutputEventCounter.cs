using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Events passed by a crossbar output.</summary>
/// <remarks>Source: haldls routing_crossbar.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CrossbarOutputEventCounter : IOmnibusReadable<CrossbarOutputEventCounter, CrossbarOutput>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CrossbarOutputEventCounter", 1,
    [
        new("value", 0, 0xFF_FFFF, 0, false, FieldCoding.Plain, [new(0, 0, 24)]),
    ]);

    /// <summary>value, 24 bits.</summary>
    public int Value { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(CrossbarOutput coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0013_0079u + 1u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static CrossbarOutputEventCounter FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Value;
    }
}
