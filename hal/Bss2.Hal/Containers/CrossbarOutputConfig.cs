using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Slow outputs and event counters of the crossbar.</summary>
/// <remarks>Source: haldls routing_crossbar.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CrossbarOutputConfig :
    IOmnibusWritable<CrossbarOutputConfig, Unique>, IOmnibusReadable<CrossbarOutputConfig, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CrossbarOutputConfig", 1,
    [
        new("enable_slow[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("enable_slow[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("enable_slow[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("enable_slow[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("enable_event_counter[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("enable_event_counter[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("enable_event_counter[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("enable_event_counter[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("enable_event_counter[4]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 8, 1)]),
        new("enable_event_counter[5]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 9, 1)]),
        new("enable_event_counter[6]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 10, 1)]),
        new("enable_event_counter[7]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 11, 1)]),
        new("enable_event_counter[8]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 12, 1)]),
        new("enable_event_counter[9]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 13, 1)]),
        new("enable_event_counter[10]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 14, 1)]),
        new("enable_event_counter[11]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 15, 1)]),
    ]);

    /// <summary>enable_slow, 4 values.</summary>
    public IReadOnlyList<bool> EnableSlow { get; init; } = [false, false, false, false];

    /// <summary>enable_event_counter, 12 values.</summary>
    public IReadOnlyList<bool> EnableEventCounter { get; init; } = [false, false, false, false, false, false, false, false,
        false, false, false, false];

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0013_0000u;
    }

    /// <inheritdoc/>
    public static CrossbarOutputConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        EnableSlow =
        [
            values[0] != 0, values[1] != 0, values[2] != 0, values[3] != 0,
        ],
        EnableEventCounter =
        [
            values[4] != 0, values[5] != 0, values[6] != 0, values[7] != 0, values[8] != 0, values[9] != 0,
            values[10] != 0, values[11] != 0, values[12] != 0, values[13] != 0, values[14] != 0, values[15] != 0,
        ],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("CrossbarOutputConfig.enable_slow", EnableSlow, 4);
        values[0] = EnableSlow[0] ? 1 : 0;
        values[1] = EnableSlow[1] ? 1 : 0;
        values[2] = EnableSlow[2] ? 1 : 0;
        values[3] = EnableSlow[3] ? 1 : 0;
        RegisterArray.RequireCount("CrossbarOutputConfig.enable_event_counter", EnableEventCounter, 12);
        values[4] = EnableEventCounter[0] ? 1 : 0;
        values[5] = EnableEventCounter[1] ? 1 : 0;
        values[6] = EnableEventCounter[2] ? 1 : 0;
        values[7] = EnableEventCounter[3] ? 1 : 0;
        values[8] = EnableEventCounter[4] ? 1 : 0;
        values[9] = EnableEventCounter[5] ? 1 : 0;
        values[10] = EnableEventCounter[6] ? 1 : 0;
        values[11] = EnableEventCounter[7] ? 1 : 0;
        values[12] = EnableEventCounter[8] ? 1 : 0;
        values[13] = EnableEventCounter[9] ? 1 : 0;
        values[14] = EnableEventCounter[10] ? 1 : 0;
        values[15] = EnableEventCounter[11] ? 1 : 0;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(CrossbarOutputConfig? other) => RegisterAccess.SameFields<CrossbarOutputConfig, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<CrossbarOutputConfig, Unique>(this);
}
