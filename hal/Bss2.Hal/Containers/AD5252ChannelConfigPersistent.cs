using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Wiper that a supply potentiometer takes up at power-on.</summary>
/// <remarks>Source: haldls i2c.cpp; register-map 13.2; halco jboa. Names are those of the reference stack.</remarks>
public sealed record AD5252ChannelConfigPersistent :
    II2cWritable<AD5252ChannelConfigPersistent, PotentiometerChannel>,
    II2cReadable<AD5252ChannelConfigPersistent, PotentiometerChannel>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("AD5252ChannelConfigPersistent", 1,
    [
        new("value", 0, 255, 144, false, FieldCoding.Plain, [new(0, 0, 8)]),
    ]);

    /// <summary>value, 0..255.</summary>
    public int Value { get; init; } = 144;

    static int II2cContainer<AD5252ChannelConfigPersistent, PotentiometerChannel>.RegisterBytes => 1;

    /// <inheritdoc/>
    public static I2cAddress BusAddress(PotentiometerChannel coordinate) => new(0x2C + coordinate.Device);

    /// <inheritdoc/>
    public static void GetAddresses(PotentiometerChannel coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x20u + (uint)coordinate.DeviceChannel;
    }

    /// <inheritdoc/>
    public static AD5252ChannelConfigPersistent FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Value;
    }
}
