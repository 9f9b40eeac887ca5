using System.Buffers.Binary;
using System.Device.I2c;

namespace Bss2.Runtime.Board;

/// <summary>The I2C DAC of a jBOA: four channels of 10 bits.</summary>
/// <param name="device">Its I2C device; not disposed here. The board's bus refuses writes: no code is known to be safe.</param>
/// <remarks>haldls i2c; register-map 13.2: 10 bits at the top of two bytes.</remarks>
public sealed class Dac6573(I2cDevice device)
{
    /// <summary>Its address.</summary>
    public const int Address = 0x4C;

    private const int FirstChannel = 0x10, ChannelStep = 2, Shift = 6, Largest = 1023, Channels = 4;

    /// <summary>Code of a channel, 0..1023.</summary>
    public int Read(int channel)
    {
        Span<byte> word = stackalloc byte[2];
        device.WriteRead([Register(channel)], word);
        return BinaryPrimitives.ReadUInt16BigEndian(word) >> Shift;
    }

    /// <summary>Sets a channel.</summary>
    /// <param name="channel">0..3.</param>
    /// <param name="code">0..1023.</param>
    /// <exception cref="UnsafeSupplyException">The bus does not override limits; nothing was written.</exception>
    public void Write(int channel, int code)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)code, (uint)Largest, nameof(code));
        int word = code << Shift;
        device.Write([Register(channel), (byte)(word >> 8), (byte)word]);
    }

    private static byte Register(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)Channels, nameof(channel));
        return (byte)(FirstChannel + ChannelStep * channel);
    }
}
