using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Start value of chip time, 8 ns steps.</summary>
/// <remarks>Source: haldls systime.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record SystimeSyncBase : IOmnibusWritable<SystimeSyncBase, Unique>, IOmnibusReadable<SystimeSyncBase, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SystimeSyncBase", 2,
    [
        new("value", 0, 8796093022207, 0, false, FieldCoding.Plain, [new(0, 0, 32), new(1, 0, 11, 32)]),
    ]);

    /// <summary>value, 0..8796093022207.</summary>
    public ulong Value { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0000_0000u;
        addresses[1] = 0x0000_0000u + 1;
    }

    /// <inheritdoc/>
    public static SystimeSyncBase FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (ulong)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = (long)Value;
    }
}
