using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Counters of a PHY.</summary>
/// <remarks>Source: haldls phy.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record PhyStatus : IOmnibusReadable<PhyStatus, Phy>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("PhyStatus", 5,
    [
        new("crc_error_count", 0, 4294967295, 0, false, FieldCoding.Plain, [new(0, 0, 32)]),
        new("online_time", 0, 4294967295, 0, false, FieldCoding.Plain, [new(1, 0, 32)]),
        new("rx_dropped_count", 0, 4294967295, 0, false, FieldCoding.Plain, [new(2, 0, 32)]),
        new("rx_count", 0, 4294967295, 0, false, FieldCoding.Plain, [new(4, 0, 32)]),
        new("tx_count", 0, 4294967295, 0, false, FieldCoding.Plain, [new(3, 0, 32)]),
    ]);

    /// <summary>crc_error_count, 0..4294967295.</summary>
    public uint CrcErrorCount { get; init; }

    /// <summary>online_time, 0..4294967295.</summary>
    public uint OnlineTime { get; init; }

    /// <summary>rx_dropped_count, 0..4294967295.</summary>
    public uint RxDroppedCount { get; init; }

    /// <summary>rx_count, 0..4294967295.</summary>
    public uint RxCount { get; init; }

    /// <summary>tx_count, 0..4294967295.</summary>
    public uint TxCount { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Phy coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_4004u + (uint)coordinate.Value;
        addresses[1] = 0x8800_400Cu + (uint)coordinate.Value;
        addresses[2] = 0x8800_4014u + (uint)coordinate.Value;
        addresses[3] = 0x8800_C000u + 2u * (uint)coordinate.Value;
        addresses[4] = 0x8800_C001u + 2u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static PhyStatus FromFields(ReadOnlySpan<long> values) => new()
    {
        CrcErrorCount = (uint)values[0],
        OnlineTime = (uint)values[1],
        RxDroppedCount = (uint)values[2],
        RxCount = (uint)values[3],
        TxCount = (uint)values[4],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = CrcErrorCount;
        values[1] = OnlineTime;
        values[2] = RxDroppedCount;
        values[3] = RxCount;
        values[4] = TxCount;
    }
}
