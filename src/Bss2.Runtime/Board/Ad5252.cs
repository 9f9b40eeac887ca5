using System.Device.I2c;

namespace Bss2.Runtime.Board;

/// <summary>A potentiometer of a jBOA: two wipers that trim supplies, numbered 1 and 3 as in its data sheet.</summary>
/// <param name="device">Its I2C device; not disposed here. The board's bus refuses codes outside the supplies' limits.</param>
/// <remarks>haldls i2c; register-map 13.2.</remarks>
public sealed class Ad5252(I2cDevice device)
{
    /// <summary>Address of the first of three.</summary>
    public const int FirstAddress = 0x2C;

    private const byte Persistent = 0x20;

    /// <summary>Code of a wiper, 0..255.</summary>
    public int ReadWiper(int wiper) => Read(Register(wiper));

    /// <summary>Code that a wiper takes at power-on, 0..255.</summary>
    public int ReadPersistent(int wiper) => Read((byte)(Register(wiper) | Persistent));

    /// <summary>Moves a wiper.</summary>
    /// <param name="wiper">1 or 3.</param>
    /// <param name="code">0..255.</param>
    /// <exception cref="UnsafeSupplyException">The code lies outside the supply's limits; nothing was written.</exception>
    public void WriteWiper(int wiper, int code)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)code, (uint)byte.MaxValue, nameof(code));
        device.Write([Register(wiper), (byte)code]);
    }

    private static byte Register(int wiper) => wiper is 1 or 3 ? (byte)wiper
        : throw new ArgumentOutOfRangeException(nameof(wiper), wiper, "The wipers are 1 and 3.");

    private int Read(byte register)
    {
        Span<byte> one = stackalloc byte[1];
        device.WriteRead([register], one);
        return one[0];
    }
}
