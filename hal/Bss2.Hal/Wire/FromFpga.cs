namespace Bss2.Hal.Wire;

/// <summary>The 13 instructions from the FPGA: headers and payload widths.</summary>
/// <remarks>Source: hxcomm vx/instruction; link-and-playback 2.3.</remarks>
public static class FromFpga
{
    /// <summary>Instruction numbers.</summary>
    public const int JtagDataHeader = 0, OmnibusDataHeader = 1, LoopbackHeader = 2, LinkNotificationHeader = 3,
        TimeoutNotificationHeader = 4, SystimeHeader = 5, SysdeltaHeader = 6, MadcPack1Header = 7, MadcPack2Header = 8,
        MadcPack3Header = 9, SpikePack1Header = 10, SpikePack2Header = 11, SpikePack3Header = 12;
}
