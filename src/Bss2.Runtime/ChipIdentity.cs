namespace Bss2.Runtime;

/// <summary>Who a chip says it is.</summary>
/// <param name="JtagId">32-bit id of its JTAG port: version, part, manufacturer; 0 or all ones if nothing answers.</param>
/// <param name="FpgaDna">57-bit serial number of the FPGA in front of it.</param>
public sealed record ChipIdentity(uint JtagId, ulong FpgaDna)
{
    /// <summary>Id of every HICANN-X v3 (register-map 13).</summary>
    public const uint HicannXv3 = 0x3485_80AF;

    /// <summary>Chip version, 0..15.</summary>
    public int Version => (int)(JtagId >> 28);

    /// <inheritdoc/>
    public override string ToString() => $"JTAG id 0x{JtagId:X8}, FPGA DNA 0x{FpgaDna:X15}";
}
