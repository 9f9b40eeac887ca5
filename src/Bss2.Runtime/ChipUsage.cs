using Bss2.Hal.Playback;
using Bss2.Runtime.Batches;

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
    /// <summary>Samples run.</summary>
    public long Samples { get; init; }

    /// <summary>Spikes sent.</summary>
    public long SpikesSent { get; init; }

    /// <summary>Chip time, s.</summary>
    public double ChipSeconds => ChipCycles * 8e-9;

    /// <summary>Nothing.</summary>
    public static ChipUsage None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>This and another chip's, or another session's.</summary>
    public ChipUsage Plus(ChipUsage other) => new(Programs + other.Programs, WordsSent + other.WordsSent, SpikesRead + other.SpikesRead,
        CadcWordsRead + other.CadcWordsRead, MadcWordsRead + other.MadcWordsRead, OmnibusWordsRead + other.OmnibusWordsRead,
        ChipCycles + other.ChipCycles)
    {
        Samples = Samples + other.Samples,
        SpikesSent = SpikesSent + other.SpikesSent,
    };

    /// <summary>This and one more program, chip time left as it is.</summary>
    public ChipUsage After(PlaybackProgram program, PlaybackResult result)
    {
        var one = new UsageMeter();
        one.Count(program, result);
        return Plus(one.Usage);
    }
}
