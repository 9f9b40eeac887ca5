namespace Bss2.Hal.Wire;

/// <summary>SPI bytes as Omnibus accesses to the FPGA's SPI master, which only writes.</summary>
/// <remarks>Source: fisch spi; register-map 13.1: bits 7..0 hold a byte, bit 31 marks the last one of a transfer.</remarks>
public static class SpiWords
{
    /// <summary>Omnibus address of the shift register.</summary>
    public const uint ShiftRegister = 0x8800_7001;

    private const uint FirstDac = 0x8800_7002, DacStride = 2, Stop = 1u << 31;

    /// <summary>Omnibus address of a DAC.</summary>
    public static uint Dac(int dac) => FirstDac + DacStride * (uint)dac;

    /// <summary>Sends bytes to a device as one transfer.</summary>
    public static void Append(uint device, ReadOnlySpan<byte> bytes, IInstructionSink sink)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            sink.Append(ToFpga.OmnibusAddress(device, read: false));
            sink.Append(ToFpga.OmnibusData(bytes[i] | (i == bytes.Length - 1 ? Stop : 0)));
        }
    }
}
