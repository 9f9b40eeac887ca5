using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Bus voltage in steps of 4 mV and signed shunt voltage in steps of 10 µV of a power monitor.</summary>
/// <remarks>Source: haldls i2c.cpp; register-map 13.2. Names are those of the reference stack.</remarks>
public sealed record INA219Status : II2cReadable<INA219Status, PowerMonitor>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("INA219Status", 2,
    [
        new("bus_voltage", 0, 8191, 0, false, FieldCoding.Plain, [new(0, 3, 13)]),
        new("shunt_voltage", -4096, 4095, 0, false, FieldCoding.TwosComplement, [new(1, 0, 12), new(1, 15, 1, 12)]),
        new("bus_voltage_overflow", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
    ]);

    /// <summary>bus_voltage, 0..8191.</summary>
    public int BusVoltage { get; init; }

    /// <summary>shunt_voltage, -4096..4095.</summary>
    public int ShuntVoltage { get; init; }

    /// <summary>bus_voltage_overflow.</summary>
    public bool BusVoltageOverflow { get; init; }

    static int II2cContainer<INA219Status, PowerMonitor>.RegisterBytes => 2;

    /// <inheritdoc/>
    public static I2cAddress BusAddress(PowerMonitor coordinate) => new(0x40 + coordinate.Value);

    /// <inheritdoc/>
    public static void GetAddresses(PowerMonitor coordinate, Span<uint> addresses)
    {
        addresses[0] = 2;
        addresses[1] = 1;
    }

    /// <inheritdoc/>
    public static INA219Status FromFields(ReadOnlySpan<long> values) => new()
    {
        BusVoltage = (int)values[0],
        ShuntVoltage = (int)values[1],
        BusVoltageOverflow = values[2] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = BusVoltage;
        values[1] = ShuntVoltage;
        values[2] = BusVoltageOverflow ? 1 : 0;
    }
}
