using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Voltage of a channel of the DAC6573.</summary>
/// <remarks>Source: haldls i2c.cpp; register-map 13.2. Names are those of the reference stack.</remarks>
public sealed record DAC6573ChannelConfig :
    II2cWritable<DAC6573ChannelConfig, Dac6573Channel>, II2cReadable<DAC6573ChannelConfig, Dac6573Channel>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("DAC6573ChannelConfig", 1,
    [
        new("value", 0, 1023, 0, false, FieldCoding.Plain, [new(0, 0, 10)]),
    ]);

    /// <summary>value, 0..1023.</summary>
    public int Value { get; init; }

    static int II2cContainer<DAC6573ChannelConfig, Dac6573Channel>.RegisterBytes => 2;

    static int IRegisterContainer<DAC6573ChannelConfig, Dac6573Channel>.BusShift => 6;

    /// <inheritdoc/>
    public static I2cAddress BusAddress(Dac6573Channel coordinate) => new(0x4C);

    /// <inheritdoc/>
    public static void GetAddresses(Dac6573Channel coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x10u + 2u * (uint)coordinate.Value;
    }

    /// <inheritdoc/>
    public static DAC6573ChannelConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        Value = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Value;
    }
}
