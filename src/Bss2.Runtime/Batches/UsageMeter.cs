using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Runtime.Batches;

/// <summary>Adds up what programs use of a chip.</summary>
internal sealed class UsageMeter
{
    private const int HeaderShift = 56, ReadBit = 36;

    private long _programs, _wordsSent, _spikesSent, _spikesRead, _cadcReads, _madcReads, _omnibusReads, _chipCycles, _samples;

    /// <summary>Sum until now.</summary>
    public ChipUsage Usage => new(_programs, _wordsSent, _spikesRead, _cadcReads, _madcReads, _omnibusReads, _chipCycles)
    {
        Samples = _samples, SpikesSent = _spikesSent,
    };

    /// <summary>Adds a program; chip time and samples are left as they are.</summary>
    public void Count(PlaybackProgram program, PlaybackResult result)
    {
        ReadOnlySpan<ulong> words = program.Words.Span;
        foreach (ulong word in words)
        {
            int header = (int)(word >> HeaderShift), labels = header - ToFpga.SpikePack1Header + 1;
            if (labels is >= 1 and <= 3)
            {
                _spikesSent += labels;
            }
            else if (header == ToFpga.OmnibusAddressHeader && IsCadcRead(word))
            {
                _cadcReads++;
            }
        }
        _programs++;
        _wordsSent += words.Length;
        _spikesRead += result.SpikeSpan.Length;
        _madcReads += result.MadcSamples.Count;
        _omnibusReads += result.AnswerCount(AnswerKind.OmnibusData);
    }

    /// <summary>Adds the samples of a program, and their time.</summary>
    public void Count(BatchPiece piece, BatchTiming timing)
    {
        _chipCycles += (long)timing.Period * piece.RunCount;
        _samples += piece.Count;
    }

    // Omnibus reads of the CADC's sample ranges (register-map 2.1): counted from what was really asked.
    private static bool IsCadcRead(ulong word) =>
        (word >> ReadBit & 1) != 0 && (uint)word >> 31 == 0 && ((uint)word >> 16 & 0xFEDF) is 0x02C8 or 0x02CC;
}
