using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Runtime.BringUp;

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

    /// <summary>Asks who answers; changes nothing but the state of JTAG.</summary>
    /// <exception cref="HalException">The link failed.</exception>
    public static async ValueTask<ChipIdentity> ReadAsync(IPlaybackExecutor executor, CancellationToken cancellationToken)
    {
        var builder = new PlaybackProgramBuilder();
        builder.Write(new JTAGClockScaler()).Write(new ResetJTAGTap());
        Ticket<JTAGIdCode> id = builder.Read<JTAGIdCode, Unique>(default);
        Ticket<FPGADeviceDNA> dna = builder.Read<FPGADeviceDNA, Unique>(default);
        PlaybackResult result = await executor.ExecuteAsync(
            builder.Barrier(Barriers.Omnibus | Barriers.Jtag).Build(), cancellationToken).ConfigureAwait(false);
        return new(LinkInspection.IdOf(id, result), (ulong)dna.Read(result).Value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"JTAG id 0x{JtagId:X8}, FPGA DNA 0x{FpgaDna:X15}";
}
