using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Output, polarity and direction (1 = input) of the I/O expander that switches supplies off.</summary>
/// <remarks>
/// Source: haldls i2c.cpp; register-map 13.2. Bits: 0 vdd25_digital, 1 vdd12_digital, 2 vdd12_pll, 3 vdd12_madc, 4 vdd25_analog,
/// 5 vdd12_analog, 6 LED, 7 power; each 1 disables. Names are those of the reference stack.
/// </remarks>
public sealed record TCA9554Config : II2cWritable<TCA9554Config, Unique>, II2cReadable<TCA9554Config, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("TCA9554Config", 3,
    [
        new("output[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("output[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("output[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("output[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("output[4]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("output[5]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("output[6]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("output[7]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 7, 1)]),
        new("polarity[0]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 0, 1)]),
        new("polarity[1]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 1, 1)]),
        new("polarity[2]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 2, 1)]),
        new("polarity[3]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 3, 1)]),
        new("polarity[4]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 4, 1)]),
        new("polarity[5]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 5, 1)]),
        new("polarity[6]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 6, 1)]),
        new("polarity[7]", 0, 1, 0, true, FieldCoding.Plain, [new(1, 7, 1)]),
        new("mode[0]", 0, 1, 0, true, FieldCoding.Plain, [new(2, 0, 1)]),
        new("mode[1]", 0, 1, 0, true, FieldCoding.Plain, [new(2, 1, 1)]),
        new("mode[2]", 0, 1, 0, true, FieldCoding.Plain, [new(2, 2, 1)]),
        new("mode[3]", 0, 1, 0, true, FieldCoding.Plain, [new(2, 3, 1)]),
        new("mode[4]", 0, 1, 0, true, FieldCoding.Plain, [new(2, 4, 1)]),
        new("mode[5]", 0, 1, 0, true, FieldCoding.Plain, [new(2, 5, 1)]),
        new("mode[6]", 0, 1, 0, true, FieldCoding.Plain, [new(2, 6, 1)]),
        new("mode[7]", 0, 1, 0, true, FieldCoding.Plain, [new(2, 7, 1)]),
    ]);

    /// <summary>output, 8 values.</summary>
    public IReadOnlyList<bool> Output { get; init; } = [false, false, false, false, false, false, false, false];

    /// <summary>polarity, 8 values.</summary>
    public IReadOnlyList<bool> Polarity { get; init; } = [false, false, false, false, false, false, false, false];

    /// <summary>mode, 8 values.</summary>
    public IReadOnlyList<bool> Mode { get; init; } = [false, false, false, false, false, false, false, false];

    static int II2cContainer<TCA9554Config, Unique>.RegisterBytes => 1;

    /// <inheritdoc/>
    public static I2cAddress BusAddress(Unique coordinate) => new(0x38);

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 1;
        addresses[1] = 2;
        addresses[2] = 3;
    }

    /// <inheritdoc/>
    public static TCA9554Config FromFields(ReadOnlySpan<long> values) => new()
    {
        Output = RegisterArray.Switches(values.Slice(0, 8)),
        Polarity = RegisterArray.Switches(values.Slice(8, 8)),
        Mode = RegisterArray.Switches(values.Slice(16, 8)),
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.GetSwitches("TCA9554Config.output", Output, values.Slice(0, 8));
        RegisterArray.GetSwitches("TCA9554Config.polarity", Polarity, values.Slice(8, 8));
        RegisterArray.GetSwitches("TCA9554Config.mode", Mode, values.Slice(16, 8));
    }

    /// <summary>Same field values.</summary>
    public bool Equals(TCA9554Config? other) => RegisterAccess.SameFields<TCA9554Config, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<TCA9554Config, Unique>(this);
}
