using System.Buffers.Binary;
using System.Device.I2c;

namespace Bss2.Runtime.Board;

/// <summary>The board's identity EEPROM.</summary>
/// <param name="device">Its I2C device; not disposed here.</param>
/// <remarks>haldls i2c; register-map 13.2.</remarks>
public sealed class BoardEeprom(I2cDevice device)
{
    /// <summary>Its address.</summary>
    public const int Address = 0x50;

    private const byte SerialRegister = 0xFC;

    /// <summary>The board's serial number.</summary>
    public uint ReadSerial()
    {
        Span<byte> word = stackalloc byte[4];
        device.WriteRead([SerialRegister], word);
        return BinaryPrimitives.ReadUInt32BigEndian(word);
    }
}
