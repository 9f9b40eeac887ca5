namespace Bss2.Hal.Wire;

/// <summary>The 16 instructions to the FPGA as 64-bit UT messages: header in the top byte, payload right-aligned.</summary>
/// <remarks>Source: hxcomm vx/instruction; link-and-playback 2.2.</remarks>
public static class ToFpga
{
    /// <summary>Instruction numbers; the header byte equals the number.</summary>
    public const int JtagInitHeader = 0, JtagScalerHeader = 1, JtagInsHeader = 2, JtagDataHeader = 3, SetupHeader = 4,
        WaitUntilHeader = 5, SystimeInitHeader = 6, BarrierHeader = 7, PollingOmnibusBlockHeader = 8, ResetHeader = 9,
        LoopbackHeader = 10, OmnibusAddressHeader = 11, OmnibusDataHeader = 12, SpikePack1Header = 13, SpikePack2Header = 14,
        SpikePack3Header = 15;

    private const int HeaderShift = 56;

    /// <summary>Resets the TAP.</summary>
    public static ulong JtagInit() => Message(JtagInitHeader, 0);

    /// <summary>Sets the JTAG clock divider.</summary>
    public static ulong JtagScaler(byte divider) => Message(JtagScalerHeader, divider);

    /// <summary>Selects a JTAG register, 7 bits.</summary>
    public static ulong JtagIns(int instruction)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)instruction, 0x7Fu, nameof(instruction));
        return Message(JtagInsHeader, (ulong)instruction);
    }

    /// <summary>Shifts 3 to 33 bits through the selected JTAG register.</summary>
    public static ulong JtagData(ulong data, int bits, bool keepResponse)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 3);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 33);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data, (1UL << 33) - 1);
        return Message(JtagDataHeader, data | (ulong)bits << 40 | (keepResponse ? 1UL << 48 : 0));
    }

    /// <summary>Sets the timer to 0.</summary>
    public static ulong Setup() => Message(SetupHeader, 0);

    /// <summary>Blocks while timer &lt; <paramref name="timer"/> (FPGA cycles).</summary>
    public static ulong WaitUntil(uint timer) => Message(WaitUntilHeader, timer);

    /// <summary>Synchronises system time, or only reports it.</summary>
    public static ulong SystimeInit(bool synchronise) => Message(SystimeInitHeader, synchronise ? 1UL : 0);

    /// <summary>Blocks until the units of the 5-bit mask are idle.</summary>
    public static ulong Barrier(int mask)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)mask, 0x1Fu, nameof(mask));
        return Message(BarrierHeader, (ulong)mask);
    }

    /// <summary>Blocks until (polled AND mask) = target is <paramref name="untilEqual"/>.</summary>
    public static ulong PollingOmnibusBlock(bool untilEqual) => Message(PollingOmnibusBlockHeader, untilEqual ? 1UL : 0);

    /// <summary>Drives the chip's reset.</summary>
    public static ulong Reset(bool active) => Message(ResetHeader, active ? 1UL : 0);

    /// <summary>Asks for a tick (true) or the halt that ends a program (false).</summary>
    public static ulong Loopback(bool tick) => Message(LoopbackHeader, tick ? 1UL : 0);

    /// <summary>First half of a write, or a whole read.</summary>
    public static ulong OmnibusAddress(uint address, bool read, int byteEnables = 0xF)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)byteEnables, 0xFu, nameof(byteEnables));
        return Message(OmnibusAddressHeader, address | (ulong)byteEnables << 32 | (read ? 1UL << 36 : 0));
    }

    /// <summary>Second half of a write.</summary>
    public static ulong OmnibusData(uint word) => Message(OmnibusDataHeader, word);

    /// <summary>One event to the chip.</summary>
    public static ulong SpikePack1(ushort label) => Message(SpikePack1Header, label);

    /// <summary>Two events in the same cycle.</summary>
    public static ulong SpikePack2(ushort first, ushort second) => Message(SpikePack2Header, (ulong)first << 16 | second);

    /// <summary>Three events in the same cycle.</summary>
    public static ulong SpikePack3(ushort first, ushort second, ushort third) =>
        Message(SpikePack3Header, (ulong)first << 32 | (ulong)second << 16 | third);

    private static ulong Message(int header, ulong payload) => (ulong)header << HeaderShift | payload;
}
