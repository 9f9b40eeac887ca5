using Bss2.Hal.Containers;
using Bss2.Hal.Playback;

namespace Bss2.Runtime.Batches;

/// <summary>How far a chip's counters moved during a program, unwrapped as far as their widths allow.</summary>
internal sealed class CounterReadings
{
    // 16 and 24 bits (register-map 7): exact while a program drops fewer than 65,536 events per input and passes fewer than 16.7 million per output.
    private const int DropMask = 0xFFFF, EventMask = 0xFF_FFFF, SpikeCounterRange = 256;

    private readonly SpikeCounterRead[] _spikes;

    public CounterReadings(BatchProgram program, PlaybackResult result)
    {
        Drops = [.. program.Before.Drops.Zip(program.After.Drops, (a, b) => b.Read(result).Value - a.Read(result).Value & DropMask)];
        Events = [.. program.Before.Events.Zip(program.After.Events, (a, b) => b.Read(result).Value - a.Read(result).Value & EventMask)];
        _spikes = [.. program.After.Spikes.Select(ticket => ticket.Read(result))];
    }

    /// <summary>Events dropped, per crossbar input.</summary>
    public IReadOnlyList<long> Drops { get; }

    /// <summary>Events passed, per crossbar output.</summary>
    public IReadOnlyList<long> Events { get; }

    /// <summary>Spikes that a neuron fired, given how many came back: the counter is exact modulo 256 and says whether it overflowed.</summary>
    /// <param name="index">Neuron, in the order of the reads.</param>
    /// <param name="recorded">Its spikes that came back.</param>
    public long Fired(int index, long recorded)
    {
        long count = _spikes[index].Count;
        if (!_spikes[index].Overflow)
        {
            return count;
        }
        long least = Math.Max(recorded, SpikeCounterRange), missing = least - count;
        return count + (missing + SpikeCounterRange - 1) / SpikeCounterRange * SpikeCounterRange;
    }
}
