using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Levels at the pins of the I/O expander.</summary>
/// <remarks>Source: haldls i2c.cpp; register-map 13.2. Names are those of the reference stack.</remarks>
public sealed record TCA9554Inputs : II2cReadable<TCA9554Inputs, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("TCA9554Inputs", 1,
    [
        new("input[0]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
        new("input[1]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 1, 1)]),
        new("input[2]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 2, 1)]),
        new("input[3]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 3, 1)]),
        new("input[4]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 4, 1)]),
        new("input[5]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 5, 1)]),
        new("input[6]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 6, 1)]),
        new("input[7]", 0, 1, 0, true, FieldCoding.Plain, [new(0, 7, 1)]),
    ]);

    /// <summary>input, 8 values.</summary>
    public IReadOnlyList<bool> Input { get; init; } = [false, false, false, false, false, false, false, false];

    static int II2cContainer<TCA9554Inputs, Unique>.RegisterBytes => 1;

    /// <inheritdoc/>
    public static I2cAddress BusAddress(Unique coordinate) => new(0x38);

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0;
    }

    /// <inheritdoc/>
    public static TCA9554Inputs FromFields(ReadOnlySpan<long> values) => new()
    {
        Input = RegisterArray.Switches(values.Slice(0, 8)),
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        RegisterArray.GetSwitches("TCA9554Inputs.input", Input, values.Slice(0, 8));
    }

    /// <summary>Same field values.</summary>
    public bool Equals(TCA9554Inputs? other) => RegisterAccess.SameFields<TCA9554Inputs, Unique>(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RegisterAccess.HashOfFields<TCA9554Inputs, Unique>(this);
}
