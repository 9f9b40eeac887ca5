using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

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
    private const int HeaderShift = 56, ReadBit = 36;

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
        long spikes = 0, cadcReads = 0;
        foreach (ulong word in program.Words.Span)
        {
            int header = (int)(word >> HeaderShift), labels = header - ToFpga.SpikePack1Header + 1;
            if (labels is >= 1 and <= 3)
            {
                spikes += labels;
            }
            else if (header == ToFpga.OmnibusAddressHeader && IsCadcRead(word))
            {
                cadcReads++;
            }
        }
        return this with
        {
            Programs = Programs + 1,
            WordsSent = WordsSent + program.Words.Length,
            SpikesSent = SpikesSent + spikes,
            SpikesRead = SpikesRead + result.SpikeSpan.Length,
            CadcWordsRead = CadcWordsRead + cadcReads,
            MadcWordsRead = MadcWordsRead + result.MadcSamples.Count,
            OmnibusWordsRead = OmnibusWordsRead + result.AnswerCount(AnswerKind.OmnibusData),
        };
    }

    // Omnibus reads of the CADC's sample ranges (register-map 2.1): counted from what was really asked.
    private static bool IsCadcRead(ulong word) =>
        (word >> ReadBit & 1) != 0 && (uint)word >> 31 == 0 && ((uint)word >> 16 & 0xFEDF) is 0x02C8 or 0x02CC;
}
