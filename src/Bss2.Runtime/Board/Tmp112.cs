using System.Buffers.Binary;
using System.Device.I2c;

namespace Bss2.Runtime.Board;

/// <summary>The board's thermometer.</summary>
/// <param name="device">Its I2C device; not disposed here.</param>
/// <remarks>haldls i2c; register-map 13.2: 12 bits in steps of 0.0625 °C, signed.</remarks>
public sealed class Tmp112(I2cDevice device)
{
    /// <summary>Its address.</summary>
    public const int Address = 0x48;

    private const double StepC = 0.0625;
    private const int Lsb = 4;

    /// <summary>Temperature, °C.</summary>
    public double ReadCelsius()
    {
        Span<byte> word = stackalloc byte[2];
        device.WriteRead([0], word);
        return (BinaryPrimitives.ReadInt16BigEndian(word) >> Lsb) * StepC;
    }
}
