using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Wiper of a supply potentiometer.</summary>
/// <remarks>Source: haldls i2c.cpp; register-map 13.2; halco jboa. Names are those of the reference stack.</remarks>
public sealed record AD5252ChannelConfig :
    II2cWritable<AD5252ChannelConfig, PotentiometerChannel>, II2cReadable<AD5252ChannelConfig, PotentiometerChannel>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("AD5252ChannelConfig", 1,
    [
        new("value", 0, 255, 144, false, FieldCoding.Plain, [new(0, 0, 8)]),
    ]);

    /// <summary>value, 0..255.</summary>
    public int Value { get; init; } = 144;

    static int II2cContainer<AD5252ChannelConfig, PotentiometerChannel>.RegisterBytes => 1;

    /// <inheritdoc/>
    public static I2cAddress BusAddress(PotentiometerChannel coordinate) => new(0x2C + coordinate.Device);

    /// <inheritdoc/>
    public static void GetAddresses(PotentiometerChannel coordinate, Span<uint> addresses)
    {
        addresses[0] = (uint)coordinate.DeviceChannel;
    }

    /// <inheritdoc/>
    public static AD5252ChannelConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Value;
    }
}
