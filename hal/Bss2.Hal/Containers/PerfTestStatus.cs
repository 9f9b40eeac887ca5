using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Result of the performance test.</summary>
/// <remarks>Source: haldls perftest.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PerfTestStatus : IOmnibusReadable<PerfTestStatus, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PerfTestStatus", 4,
    [
        new("sent", 0, 4294967295, 0, false, FieldCoding.Plain, [new(0, 0, 32)]),
        new("received", 0, 4294967295, 0, false, FieldCoding.Plain, [new(1, 0, 32)]),
        new("in_order", 0, 4294967295, 0, false, FieldCoding.Plain, [new(2, 0, 32)]),
        new("error_word", 0, 4294967295, 0, false, FieldCoding.Plain, [new(3, 0, 32)]),
    ]);

    /// <summary>sent, 0..4294967295.</summary>
    public uint Sent { get; init; }

    /// <summary>received, 0..4294967295.</summary>
    public uint Received { get; init; }

    /// <summary>in_order, 0..4294967295.</summary>
    public uint InOrder { get; init; }

    /// <summary>error_word, 0..4294967295.</summary>
    public uint ErrorWord { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_8001u;
        addresses[1] = 0x8800_8001u + 1;
        addresses[2] = 0x8800_8001u + 2;
        addresses[3] = 0x8800_8001u + 3;
    }

    /// <inheritdoc/>
    public static PerfTestStatus FromFields(ReadOnlySpan<long> values) => new()
    {
        Sent = (uint)values[0],
        Received = (uint)values[1],
        InOrder = (uint)values[2],
        ErrorWord = (uint)values[3],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Sent;
        values[1] = Received;
        values[2] = InOrder;
        values[3] = ErrorWord;
    }
}
