using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Event on PADI buses by register.</summary>
/// <remarks>Source: haldls padi.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PADIEvent : IOmnibusWritable<PADIEvent, Hemisphere>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PADIEvent", 1,
    [
        new("fire_bus[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("fire_bus[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("fire_bus[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("fire_bus[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("event_address", 0, 63, 0, false, FieldCoding.Plain, [new(0, 16, 6)]),
        new("row_select_address", 0, 31, 0, false, FieldCoding.Plain, [new(0, 22, 5)]),
    ]);

    /// <summary>fire_bus, 4 values.</summary>
    public IReadOnlyList<bool> FireBus { get; init; } = [false, false, false, false];

    /// <summary>event_address, 0..63.</summary>
    public int EventAddress { get; init; }

    /// <summary>row_select_address, 0..31.</summary>
    public int RowSelectAddress { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Hemisphere coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0011_0000u + 0x8000u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static PADIEvent FromFields(ReadOnlySpan<long> values) => new()
    {
        FireBus =
        [
            values[0] != 0, values[1] != 0, values[2] != 0, values[3] != 0,
        ],
        EventAddress = (int)values[4],
        RowSelectAddress = (int)values[5],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.RequireCount("PADIEvent.fire_bus", FireBus, 4);
        values[0] = FireBus[0] ? 1 : 0;
        values[1] = FireBus[1] ? 1 : 0;
        values[2] = FireBus[2] ? 1 : 0;
        values[3] = FireBus[3] ? 1 : 0;
        values[4] = EventAddress;
        values[5] = RowSelectAddress;
    }

    /// <summary>Same field values.</summary>
    public bool Equals(PADIEvent? other) => RegisterAccess.SameFields<PADIEvent, Hemisphere>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<PADIEvent, Hemisphere>(this);
}
