using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;

namespace Bss2.Runtime.Batches;

/// <summary>
/// Counters of crossbar and neurons, read before and after the samples of a program, and how far they moved in between, unwrapped as far as
/// their widths allow.
/// </summary>
/// <remarks>A program's answers are: crossbar before, whatever its samples read, crossbar after, neurons after.</remarks>
internal sealed class CounterReadings(int neurons)
{
    /// <summary>Reads of the crossbar's counters.</summary>
    public const int OfCrossbar = CrossbarInput.Count + CrossbarOutput.Count;

    // 16 and 24 bits (register-map 7): exact while a program drops fewer than 65,536 events per input and passes fewer than 16.7 million per output.
    private const int DropMask = 0xFFFF, EventMask = 0xFF_FFFF;

    // A neuron's counter: 8 bits, and one that says whether it overflowed (register-map 3).
    private const int SpikeCounterRange = 256;

    private readonly long[] _drops = new long[CrossbarInput.Count], _events = new long[CrossbarOutput.Count], _spikes = new long[neurons];

    /// <summary>Events dropped, per crossbar input.</summary>
    public ReadOnlySpan<long> Drops => _drops;

    /// <summary>Events passed, per crossbar output.</summary>
    public ReadOnlySpan<long> Events => _events;

    /// <summary>Appends reads of the crossbar's counters.</summary>
    public static void AppendCrossbar(PlaybackProgramBuilder builder)
    {
        for (int i = 0; i < CrossbarInput.Count; i++)
        {
            builder.Read<CrossbarInputDropCounter, CrossbarInput>(new(i));
        }
        for (int i = 0; i < CrossbarOutput.Count; i++)
        {
            builder.Read<CrossbarOutputEventCounter, CrossbarOutput>(new(i));
        }
    }

    /// <summary>Appends reads of the crossbar's counters and of spike counters.</summary>
    public static void AppendCrossbarAndNeurons(PlaybackProgramBuilder builder, IReadOnlyList<NeuronBackend> backends)
    {
        AppendCrossbar(builder);
        foreach (NeuronBackend backend in backends)
        {
            builder.Read<SpikeCounterRead, NeuronBackend>(backend);
        }
    }

    /// <summary>Takes the answers of a program.</summary>
    public void Take(PlaybackResult result)
    {
        const int drops = CrossbarInput.Count;
        ReadOnlySpan<ulong> answers = result.Answers(AnswerKind.OmnibusData), before = answers[..OfCrossbar], after = answers[^(OfCrossbar + _spikes.Length)..];
        for (int i = 0; i < _drops.Length; i++)
        {
            _drops[i] = (long)(after[i] - before[i]) & DropMask;
        }
        for (int i = 0; i < _events.Length; i++)
        {
            _events[i] = (long)(after[drops + i] - before[drops + i]) & EventMask;
        }
        for (int n = 0; n < _spikes.Length; n++)
        {
            _spikes[n] = (long)after[OfCrossbar + n];
        }
    }

    /// <summary>Spikes that a neuron fired, given how many came back: the counter is exact modulo 256 and says whether it overflowed.</summary>
    /// <param name="index">Neuron, in the order of the reads.</param>
    /// <param name="recorded">Its spikes that came back.</param>
    public long Fired(int index, long recorded)
    {
        long count = _spikes[index] & (SpikeCounterRange - 1);
        if ((_spikes[index] & SpikeCounterRange) == 0)
        {
            return count;
        }
        long least = Math.Max(recorded, SpikeCounterRange), missing = least - count;
        return count + (missing + SpikeCounterRange - 1) / SpikeCounterRange * SpikeCounterRange;
    }
}
