using System.Globalization;
using Bss2.Hal.Coordinates;

namespace Bss2.Hal.I2c;

/// <summary>7-bit address of an I2C device.</summary>
public readonly record struct I2cAddress
{
    /// <summary>How many there are.</summary>
    public const int Count = 128;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..127.</exception>
    public I2cAddress(int value) => Value = Ranged.Require(nameof(I2cAddress), value, Count);

    /// <summary>Its number, without the direction bit.</summary>
    public int Value { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Value:X2}");
}
