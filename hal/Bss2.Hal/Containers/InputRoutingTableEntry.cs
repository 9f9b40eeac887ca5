using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Containers;

/// <summary>Incoming route.</summary>
/// <remarks>Source: haldls routing_table_entry.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record InputRoutingTableEntry :
    IRegisterContainer<InputRoutingTableEntry, InputRoutingEntry>, IWritable<InputRoutingEntry>, IReadable<InputRoutingTableEntry, InputRoutingEntry>
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

    /// <inheritdoc/>
    public void AppendWrite(InputRoutingEntry coordinate, IInstructionSink sink) =>
        RegisterAccess.AppendWrite<InputRoutingTableEntry, InputRoutingEntry>(this, coordinate, sink);

    /// <inheritdoc/>
    public static AnswerKind Answer => AnswerKind.OmnibusData;

    /// <inheritdoc/>
    public static int AnswerCount => Layout.Words;

    /// <inheritdoc/>
    public static void AppendRead(InputRoutingEntry coordinate, IInstructionSink sink) =>
        RegisterAccess.AppendRead<InputRoutingTableEntry, InputRoutingEntry>(coordinate, sink);

    /// <inheritdoc/>
    public static InputRoutingTableEntry Decode(InputRoutingEntry coordinate, ReadOnlySpan<ulong> words) =>
        RegisterAccess.Decode<InputRoutingTableEntry, InputRoutingEntry>(words);
}
