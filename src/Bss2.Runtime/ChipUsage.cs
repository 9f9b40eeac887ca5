namespace Bss2.Runtime;

/// <summary>What was read from a chip and how long it ran: for manifests.</summary>
/// <param name="Programs">Programs run.</param>
/// <param name="WordsSent">64-bit words sent.</param>
/// <param name="SpikesRead">Spikes received.</param>
/// <param name="CadcWordsRead">Answers to CADC reads.</param>
/// <param name="MadcWordsRead">MADC samples received.</param>
/// <param name="OmnibusWordsRead">All Omnibus answers.</param>
/// <param name="ChipCycles">FPGA cycles of 8 ns between the first and the last tick of all batches.</param>
public sealed record ChipUsage(
    long Programs, long WordsSent, long SpikesRead, long CadcWordsRead, long MadcWordsRead, long OmnibusWordsRead, long ChipCycles)
{
    /// <summary>Chip time, s.</summary>
    public double ChipSeconds => ChipCycles * 8e-9;
}
