using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Incoming route.</summary>
/// <remarks>Source: haldls routing_table_entry.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record InputRoutingTableEntry :
    IOmnibusWritable<InputRoutingTableEntry, InputRoutingEntry>, IOmnibusReadable<InputRoutingTableEntry, InputRoutingEntry>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("InputRoutingTableEntry", 1,
    [
        new("enable", 0, 1, 0, true, FieldCoding.Plain, [new(0, 16, 1)]),
        new("label", 0, 65535, 0, false, FieldCoding.Plain, [new(0, 0, 16)]),
    ]);

    /// <summary>enable.</summary>
    public bool Enable { get; init; }

    /// <summary>label, 0..65535.</summary>
    public int Label { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(InputRoutingEntry coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x880C_0000u + 1u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static InputRoutingTableEntry FromFields(ReadOnlySpan<long> values) => new()
    {
        Enable = values[0] != 0,
        Label = (int)values[1],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Enable ? 1 : 0;
        values[1] = Label;
    }
}
