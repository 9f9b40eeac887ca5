using System.Device.I2c;

namespace Bss2.Runtime.Board;

/// <summary>The I2C multiplexer of a jBOA: four branches, each on or off.</summary>
/// <param name="device">Its I2C device; not disposed here.</param>
/// <remarks>Register-map 13.2: a byte goes straight to it, bit = branch.</remarks>
public sealed class Tca9546(I2cDevice device)
{
    /// <summary>Its address.</summary>
    public const int Address = 0x70;

    private const int Branches = 0xF;

    /// <summary>Branches that are on, bit = branch.</summary>
    public int Read() => device.ReadByte() & Branches;

    /// <summary>Switches branches.</summary>
    /// <param name="branches">Bit = branch, 0..15.</param>
    public void Write(int branches)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)branches, (uint)Branches, nameof(branches));
        device.WriteByte((byte)branches);
    }
}
