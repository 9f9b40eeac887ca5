using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Counters of the chip link.</summary>
/// <remarks>Source: haldls arq.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record HicannARQStatus : IOmnibusReadable<HicannARQStatus, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("HicannARQStatus", 4,
    [
        new("read_count", 0, 4294967295, 0, false, FieldCoding.Plain, [new(3, 0, 32)]),
        new("write_count", 0, 4294967295, 0, false, FieldCoding.Plain, [new(0, 0, 32)]),
        new("rx_count", 0, 4294967295, 0, false, FieldCoding.Plain, [new(2, 0, 32)]),
        new("tx_count", 0, 4294967295, 0, false, FieldCoding.Plain, [new(1, 0, 32)]),
    ]);

    /// <summary>read_count, 0..4294967295.</summary>
    public uint ReadCount { get; init; }

    /// <summary>write_count, 0..4294967295.</summary>
    public uint WriteCount { get; init; }

    /// <summary>rx_count, 0..4294967295.</summary>
    public uint RxCount { get; init; }

    /// <summary>tx_count, 0..4294967295.</summary>
    public uint TxCount { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_C010u;
        addresses[1] = 0x8800_C010u + 1;
        addresses[2] = 0x8800_C010u + 2;
        addresses[3] = 0x8800_C010u + 3;
    }

    /// <inheritdoc/>
    public static HicannARQStatus FromFields(ReadOnlySpan<long> values) => new()
    {
        ReadCount = (uint)values[0],
        WriteCount = (uint)values[1],
        RxCount = (uint)values[2],
        TxCount = (uint)values[3],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = ReadCount;
        values[1] = WriteCount;
        values[2] = RxCount;
        values[3] = TxCount;
    }
}
