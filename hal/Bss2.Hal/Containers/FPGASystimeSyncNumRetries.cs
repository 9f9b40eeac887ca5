using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Retries of a systime synchronisation.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record FPGASystimeSyncNumRetries :
    IOmnibusWritable<FPGASystimeSyncNumRetries, Unique>, IOmnibusReadable<FPGASystimeSyncNumRetries, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("FPGASystimeSyncNumRetries", 1,
    [
        new("value", 0, 15, 3, false, FieldCoding.Plain, [new(0, 0, 4)]),
    ]);

    /// <summary>value, 0..15.</summary>
    public int Value { get; init; } = 3;

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_2000u;
    }

    /// <inheritdoc/>
    public static FPGASystimeSyncNumRetries FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Value;
    }
}
