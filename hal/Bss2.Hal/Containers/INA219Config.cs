using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Conversion modes of a power monitor.</summary>
/// <remarks>
/// Source: haldls i2c.cpp; register-map 13.2. The low bits ask for continuous conversion of both. Modes 0..3 are 9..12 bits; from
/// 8 on, 12 bits averaged over 2^(mode − 8) samples (data sheet SBOS448). Names are those of the reference stack.
/// </remarks>
public sealed record INA219Config : II2cWritable<INA219Config, PowerMonitor>, II2cReadable<INA219Config, PowerMonitor>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("INA219Config", 1,
    [
        new("bus_adc_mode", 0, 15, 3, false, FieldCoding.Plain, [new(0, 7, 4)]),
        new("shunt_adc_mode", 0, 15, 3, false, FieldCoding.Plain, [new(0, 3, 4)]),
    ], fixedBits: [0x7u]);

    /// <summary>bus_adc_mode, 0..15.</summary>
    public int BusAdcMode { get; init; } = 3;

    /// <summary>shunt_adc_mode, 0..15.</summary>
    public int ShuntAdcMode { get; init; } = 3;

    static int II2cContainer<INA219Config, PowerMonitor>.RegisterBytes => 2;

    /// <inheritdoc/>
    public static I2cAddress BusAddress(PowerMonitor coordinate) => new(0x40 + coordinate.Value);

    /// <inheritdoc/>
    public static void GetAddresses(PowerMonitor coordinate, Span<uint> addresses)
    {
        addresses[0] = 0;
    }

    /// <inheritdoc/>
    public static INA219Config FromFields(ReadOnlySpan<long> values) => new()
    {
        BusAdcMode = (int)values[0],
        ShuntAdcMode = (int)values[1],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = BusAdcMode;
        values[1] = ShuntAdcMode;
    }
}
