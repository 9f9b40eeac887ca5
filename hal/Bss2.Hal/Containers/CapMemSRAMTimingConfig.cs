using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Timing of CapMem memory, Gray-coded.</summary>
/// <remarks>Source: haldls capmem.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record CapMemSRAMTimingConfig :
    IOmnibusWritable<CapMemSRAMTimingConfig, CapMemBlock>, IOmnibusReadable<CapMemSRAMTimingConfig, CapMemBlock>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CapMemSRAMTimingConfig", 2,
    [
        new("read_delay", 0, 255, 8, false, FieldCoding.Plain, [new(0, 0, 8)]),
        new("address_setup_time", 0, 15, 1, false, FieldCoding.Plain, [new(1, 0, 4)]),
        new("write_width", 0, 15, 1, false, FieldCoding.Plain, [new(1, 4, 4)]),
    ], grayCoded: true);

    /// <summary>read_delay, 0..255.</summary>
    public int ReadDelay { get; init; } = 8;

    /// <summary>address_setup_time, 0..15.</summary>
    public int AddressSetupTime { get; init; } = 1;

    /// <summary>write_width, 0..15.</summary>
    public int WriteWidth { get; init; } = 1;

    /// <inheritdoc/>
    public static void GetAddresses(CapMemBlock coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0014_2800u + 0x8000u * (uint)coordinate.Value;
        addresses[1] = 0x0014_2800u + 0x8000u * (uint)coordinate.Value + 1;
    }

    /// <inheritdoc/>
    public static CapMemSRAMTimingConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        ReadDelay = (int)values[0],
        AddressSetupTime = (int)values[1],
        WriteWidth = (int)values[2],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = ReadDelay;
        values[1] = AddressSetupTime;
        values[2] = WriteWidth;
    }
}
