using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Branches of the I2C multiplexer that are switched on.</summary>
/// <remarks>
///  Source: haldls i2c.cpp; register-map 13.2. It has one register: a write does not name it. Names are those of the reference
/// stack.
/// </remarks>
public sealed record TCA9546ChannelConfig : II2cWritable<TCA9546ChannelConfig, Unique>, II2cReadable<TCA9546ChannelConfig, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("TCA9546ChannelConfig", 1,
    [
        new("status[0]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("status[1]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("status[2]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("status[3]", 0, 1, 1, true, FieldCoding.Plain, [new(0, 3, 1)]),
    ]);

    /// <summary>status, 4 values.</summary>
    public IReadOnlyList<bool> Status { get; init; } = [true, true, true, true];

    static int II2cContainer<TCA9546ChannelConfig, Unique>.RegisterBytes => 1;

    static bool II2cContainer<TCA9546ChannelConfig, Unique>.NamesRegister => false;

    /// <inheritdoc/>
    public static I2cAddress BusAddress(Unique coordinate) => new(0x70);

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0;
    }

    /// <inheritdoc/>
    public static TCA9546ChannelConfig FromFields(ReadOnlySpan<long> values) => new()
    {
        Status = RegisterArray.Switches(values.Slice(0, 4)),
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.GetSwitches("TCA9546ChannelConfig.status", Status, values.Slice(0, 4));
    }

    /// <summary>Same field values.</summary>
    public bool Equals(TCA9546ChannelConfig? other) => RegisterAccess.SameFields<TCA9546ChannelConfig, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<TCA9546ChannelConfig, Unique>(this);
}
