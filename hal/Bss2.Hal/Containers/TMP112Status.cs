using Bss2.Hal.Coordinates;
using Bss2.Hal.I2c;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Board temperature, raw: value div 16 in steps of 0.0625 °C.</summary>
/// <remarks>Source: haldls i2c.cpp; register-map 13.2. Names are those of the reference stack.</remarks>
public sealed record TMP112Status : II2cReadable<TMP112Status, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("TMP112Status", 1,
    [
        new("temperature", -32768, 32767, 0, false, FieldCoding.TwosComplement, [new(0, 0, 16)]),
    ]);

    /// <summary>temperature, -32768..32767.</summary>
    public int Temperature { get; init; }

    static int II2cContainer<TMP112Status, Unique>.RegisterBytes => 2;

    /// <inheritdoc/>
    public static I2cAddress BusAddress(Unique coordinate) => new(0x48);

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0;
    }

    /// <inheritdoc/>
    public static TMP112Status FromFields(ReadOnlySpan<long> values) => new()
    {
        Temperature = (int)values[0],
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = Temperature;
    }
}
