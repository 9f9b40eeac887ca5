using System.Device.Spi;

namespace Bss2.Runtime.Board;

/// <summary>A DAC of a cube: eight channels of 12 bits.</summary>
/// <param name="device">Its SPI device; not disposed here. The board's device refuses codes outside the supplies' limits.</param>
/// <remarks>haldls spi, lola dac; register-map 13.1: a channel is written, then all written ones are loaded. It cannot be read.</remarks>
public sealed class SpiDac(SpiDevice device)
{
    private const int Channels = 8, Largest = 4095, ControlStep = 0x20;
    private const byte Control = 0x80, Load = 1, LoadOnce = 2, PowerDown = 2;

    /// <summary>Sets a channel.</summary>
    /// <param name="channel">0..7.</param>
    /// <param name="code">0..4095.</param>
    /// <exception cref="UnsafeSupplyException">The code lies outside the supply's limits; nothing was written.</exception>
    public void Write(int channel, int code)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)Channels, nameof(channel));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)code, (uint)Largest, nameof(code));
        device.Write([(byte)(channel << 4 | code >> 8), (byte)code]);
        device.Write([Control + Load * ControlStep, LoadOnce]);
    }

    /// <summary>Switches channels on.</summary>
    /// <param name="channels">Bit = channel, 0..255; the others are switched off.</param>
    public void Enable(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)channels, (uint)byte.MaxValue, nameof(channels));
        device.Write([Control + PowerDown * ControlStep, (byte)~channels]);
    }
}
