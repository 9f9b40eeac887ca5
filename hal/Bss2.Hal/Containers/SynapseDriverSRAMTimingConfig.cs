using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Timing of synapse driver memory.</summary>
/// <remarks>
/// Source: haldls sram_controller.cpp, neuron.cpp, synapse_driver.cpp, cadc.cpp; register-map.md. Names are those of the
/// reference stack.
/// </remarks>
public sealed record SynapseDriverSRAMTimingConfig :
    IOmnibusWritable<SynapseDriverSRAMTimingConfig, Hemisphere>, IOmnibusReadable<SynapseDriverSRAMTimingConfig, Hemisphere>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("SynapseDriverSRAMTimingConfig", 2,
    [
        new("read_delay", 0, 255, 192, false, FieldCoding.Plain, [new(0, 0, 8)]),
        new("address_setup_time", 0, 15, 15, false, FieldCoding.Plain, [new(1, 0, 4)]),
        new("write_width", 0, 15, 15, false, FieldCoding.Plain, [new(1, 4, 4)]),
    ]);

    /// <summary>read_delay, 0..255.</summary>
    public int ReadDelay { get; init; } = 192;

    /// <summary>address_setup_time, 0..15.</summary>
    public int AddressSetupTime { get; init; } = 15;

    /// <summary>write_width, 0..15.</summary>
    public int WriteWidth { get; init; } = 15;

    /// <inheritdoc/>
    public static void GetAddresses(Hemisphere coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x0011_0602u + 0x8000u * (uint)coordinate.Value;
        addresses[1] = 0x0011_0602u + 0x8000u * (uint)coordinate.Value + 1;
    }

    /// <inheritdoc/>
    public static SynapseDriverSRAMTimingConfig FromFields(ReadOnlySpan<long> values) => new()
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
