namespace Bss2.Emulator.Digital;

/// <summary>One high-speed link: a PHY on the FPGA and one on the chip.</summary>
internal sealed class PhyPair
{
    private const uint AutoInit = 1 << 21, Master = 1 << 6;

    public bool FpgaEnabled;
    public bool ChipEnabled;
    public uint FpgaConfig;
    public uint ChipConfig;

    /// <summary>FPGA cycle from which it is up; <see cref="ClockTree.Never"/> while it cannot train.</summary>
    public long UpFrom = ClockTree.Never;

    /// <summary>FPGA cycle at which it last went down, and whether the FPGA's side took it down.</summary>
    public long DownAt = -1;
    public bool DownByFpga;

    /// <summary>Whether its being up was notified.</summary>
    public bool Announced;

    /// <summary>Words to the chip, words from it, words lost on the FPGA's side, words that arrived damaged.</summary>
    public uint Sent, Received, Dropped, CrcErrors;

    /// <summary>How many flaps of a fault plan keep it down.</summary>
    public int Flapped;

    /// <summary>What keeps the two sides from training, clocks and reset aside; null if nothing does.</summary>
    public string? Missing =>
        !FpgaEnabled ? "not enabled on the FPGA (CommonPhyConfigFPGA)"
        : !ChipEnabled ? "not enabled on the chip (CommonPhyConfigChip)"
        : (FpgaConfig & AutoInit) == 0 ? "no automatic initialisation on the FPGA (PhyConfigFPGA)"
        : (ChipConfig & AutoInit) == 0 ? "no automatic initialisation on the chip (PhyConfigChip)"
        : (FpgaConfig & Master) == 0 ? "the FPGA's PHY is not the master (PhyConfigFPGA)"
        : (ChipConfig & Master) != 0 ? "the chip's PHY is a second master (PhyConfigChip)"
        : Flapped > 0 ? "taken down by the fault plan" : null;
}
