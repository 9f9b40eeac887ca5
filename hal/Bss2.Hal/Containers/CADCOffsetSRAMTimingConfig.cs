using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Timing of CADC offset memory.</summary>
/// <remarks>
/// Source: haldls sram_controller.cpp, neuron.cpp, synapse_driver.cpp, cadc.cpp; register-map.md. Names are those of the
/// reference stack.
/// </remarks>
public sealed record CADCOffsetSRAMTimingConfig :
    IOmnibusWritable<CADCOffsetSRAMTimingConfig, CadcOffsetBlock>, IOmnibusReadable<CADCOffsetSRAMTimingConfig, CadcOffsetBlock>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("CADCOffsetSRAMTimingConfig", 2,
    [
        new("read_delay", 0, 255, 255, false, FieldCoding.Plain, [new(0, 0, 8)]),
        new("address_setup_time", 0, 15, 15, false, FieldCoding.Plain, [new(1, 0, 4)]),
        new("write_width", 0, 15, 15, false, FieldCoding.Plain, [new(1, 4, 4)]),
    ]);

    /// <summary>read_delay, 0..255.</summary>
    public int ReadDelay { get; init; } = 255;

    /// <summary>address_setup_time, 0..15.</summary>
    public int AddressSetupTime { get; init; } = 15;

    /// <summary>write_width, 0..15.</summary>
    public int WriteWidth { get; init; } = 15;

    /// <inheritdoc/>
    public static void GetAddresses(CadcOffsetBlock coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0240_0102u + 0x0100_0000u * (uint)(coordinate.Value / 2) + 0x800u * (uint)(1 - coordinate.Value % 2);
        addresses[1] = 0x0240_0102u + 0x0100_0000u * (uint)(coordinate.Value / 2) + 0x800u * (uint)(1 - coordinate.Value % 2) + 1;
    }

    /// <inheritdoc/>
    public static CADCOffsetSRAMTimingConfig FromFields(ReadOnlySpan<long> values) => new()
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
