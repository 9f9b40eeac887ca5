using Bss2.Hal.Wire;

namespace Bss2.Hal.I2c;

/// <summary>I2C bytes as Omnibus accesses to the FPGA's I2C master.</summary>
/// <remarks>
/// Source: fisch omnibus_constants, i2c; register-map 13.2. The device is part of the address. A first byte, and one of another
/// direction
/// or device than the last, is preceded by a start or repeated start; a byte of the same direction and device just follows.
/// </remarks>
public static class I2cWords
{
    /// <summary>Omnibus address of the master; device addresses are added to it.</summary>
    public const uint Base = 0x8800_7800;

    /// <summary>Added to the address: stop after this byte.</summary>
    public const uint Stop = 0x80;

    /// <summary>Added to the address: a repeated start before this byte, even without a change of direction.</summary>
    public const uint RepeatedStart = 0x100;

    private const ulong MissingAcknowledge = 1UL << 31;

    /// <summary>Writes bytes.</summary>
    /// <param name="device">Device.</param>
    /// <param name="bytes">At least one.</param>
    /// <param name="stop">Whether the last byte ends the transaction.</param>
    /// <param name="sink">Receives the messages.</param>
    public static void AppendWrite(I2cAddress device, ReadOnlySpan<byte> bytes, bool stop, IInstructionSink sink)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            sink.Append(ToFpga.OmnibusAddress(AddressOf(device, stop && i == bytes.Length - 1), read: false));
            sink.Append(ToFpga.OmnibusData(bytes[i]));
        }
    }

    /// <summary>Reads bytes and stops; each gives one answer.</summary>
    public static void AppendRead(I2cAddress device, int count, IInstructionSink sink)
    {
        for (int i = 0; i < count; i++)
        {
            sink.Append(ToFpga.OmnibusAddress(AddressOf(device, i == count - 1), read: true));
        }
    }

    /// <summary>The byte of an answer.</summary>
    /// <exception cref="I2cException">The device did not acknowledge.</exception>
    public static byte Decode(I2cAddress device, ulong answer) => (answer & MissingAcknowledge) == 0 ? (byte)answer
        : throw new I2cException(I2cFailure.AddressNack, device, $"No I2C device answers at {device}. Is it on this board and powered, "
            + "and is its branch of the multiplexer switched on?");

    private static uint AddressOf(I2cAddress device, bool stop) => Base + (uint)device.Value + (stop ? Stop : 0);
}
