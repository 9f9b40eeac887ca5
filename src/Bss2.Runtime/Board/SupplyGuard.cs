using Bss2.Runtime.BringUp;

namespace Bss2.Runtime.Board;

/// <summary>What stands between any driver on the board's buses and the supplies of a chip.</summary>
/// <remarks>
/// Looks at the bytes themselves, so that it holds for drivers of others too. Devices: AD5252 and DAC6573 on I2C, the cube's second DAC
/// on SPI (register-map 13). The HAL's containers beneath it are not guarded.
/// </remarks>
internal static class SupplyGuard
{
    private const int Potentiometers = 0x2C, PotentiometerCount = 3, Dac6573 = 0x4C, CommandBit = 0x80;

    private const int SupplyDac = 1, ChannelsPerDac = 8, GainRegister = 0, ResetRegister = 3;

    private const byte StandardGain = 0x0C;

    /// <summary>Checks the bytes of a write to an I2C device; a lone pointer before a read passes.</summary>
    /// <exception cref="UnsafeSupplyException">They could take a supply out of its limits.</exception>
    public static void CheckI2c(int device, ReadOnlySpan<byte> bytes)
    {
        int potentiometer = device - Potentiometers;
        bool harmless = bytes.Length == 0 || (bytes.Length == 1 && bytes[0] < CommandBit);
        if (harmless || (device != Dac6573 && (uint)potentiometer >= PotentiometerCount))
        {
            return;
        }
        if (device == Dac6573)
        {
            throw new UnsafeSupplyException("No code of the DAC6573 is known to be safe, and nothing was written. It could destroy the chip.");
        }
        // Two bytes to wiper 1 or 3; the persistent copies and the device's own commands would act at its next power-on or step by step.
        if (bytes.Length != 2 || bytes[0] is not (1 or 3))
        {
            throw new UnsafeSupplyException($"Potentiometer {potentiometer} takes a code for its wiper 1 or 3 only, not {Convert.ToHexString(bytes)}; "
                + "nothing was written. Persistent codes and step commands could destroy the chip.");
        }
        Of(AdapterBoard.Jboa, 2 * potentiometer + (bytes[0] - 1) / 2).Require(bytes[1]);
    }

    /// <summary>Checks a transfer to a DAC of the cube.</summary>
    /// <exception cref="UnsafeSupplyException">It could take a supply out of its limits.</exception>
    public static void CheckDac(int dac, ReadOnlySpan<byte> bytes)
    {
        if (dac != SupplyDac)
        {
            return;
        }
        if (bytes.Length != 2)
        {
            throw new UnsafeSupplyException($"The DAC of the supplies takes two bytes, not {bytes.Length}; nothing was written.");
        }
        int register = bytes[0] >> 5 & 3;
        if (bytes[0] >= CommandBit)
        {
            if (register == ResetRegister || (register == GainRegister && bytes[1] != StandardGain))
            {
                throw new UnsafeSupplyException($"Control register {register} of the supplies' DAC would move all supplies at once; 0x{bytes[1]:X2} "
                    + "was not written. It could destroy the chip.");
            }
            return;
        }
        int channel = ChannelsPerDac * dac + (bytes[0] >> 4);
        SupplyLimit.Of(AdapterBoard.Cube).FirstOrDefault(limit => limit.Channel == channel)?.Require((bytes[0] & 0xF) << 8 | bytes[1]);
    }

    private static SupplyLimit Of(AdapterBoard board, int channel) => SupplyLimit.Of(board).Single(limit => limit.Channel == channel);
}
