using System.Device.Spi;
using Bss2.Hal.Containers;

namespace Bss2.Runtime.Board;

/// <summary>The shift register of a cube: supply switches, LEDs, multiplexers.</summary>
/// <param name="device">Its SPI device; not disposed here.</param>
/// <remarks>Register-map 13.1: 24 bits, most significant byte first. It cannot be read.</remarks>
public sealed class SpiShiftRegister(SpiDevice device)
{
    /// <summary>Shifts settings in.</summary>
    public void Write(ShiftRegister settings)
    {
        Span<long> values = stackalloc long[ShiftRegister.Layout.Fields.Count];
        Span<uint> word = stackalloc uint[1];
        settings.GetFields(values);
        ShiftRegister.Layout.Encode(values, word);
        device.Write([(byte)(word[0] >> 16), (byte)(word[0] >> 8), (byte)word[0]]);
    }
}
