using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.Runtime.Batches;

/// <summary>Puts the spikes of a program into samples, layers and model time.</summary>
internal sealed class SampleSorter
{
    private readonly ChipPlacement _placement;
    private readonly BatchTiming _timing;
    private readonly BatchPiece _piece;
    private readonly long[] _starts;

    /// <summary>Takes the marks of a program.</summary>
    public SampleSorter(ChipPlacement placement, BatchTiming timing, BatchProgram program, PlaybackResult result)
    {
        (_placement, _timing, _piece) = (placement, timing, program.Piece);
        // A mark stands a cycle before its window.
        _starts = [.. program.Ticks.Select(ticket => (long)ticket.Time(result).Cycles + 1)];
    }

    /// <summary>System time at which each window begins, 8 ns.</summary>
    public IReadOnlyList<long> Starts => _starts;

    /// <summary>Index among the samples that ran of a system time, or −1 before the first window.</summary>
    public int RunAt(long time)
    {
        int run = Array.BinarySearch(_starts, time);
        return run >= 0 ? run : ~run - 1;
    }

    /// <summary>Adds spikes to their samples' lists and returns the account.</summary>
    /// <param name="spikes">As they came back.</param>
    /// <param name="lists">[sample][layer], of the whole batch.</param>
    public SpikeLedgerStage Sort(IReadOnlyList<SpikeEvent> spikes, List<TimedSpike>[][] lists)
    {
        long outside = 0, repeated = 0, foreign = 0, kept = 0;
        int run = -1;
        foreach (SpikeEvent spike in ByTime(spikes))
        {
            long time = (long)spike.ChipTime.Cycles - BatchTiming.LatencyCycles;
            while (run + 1 < _starts.Length && _starts[run + 1] <= time)
            {
                run++;
            }
            if (_placement.Source(spike.Label) is not { } source)
            {
                foreign++;
            }
            else if (run < 0 || time - _starts[run] > _timing.Window)
            {
                outside++;
            }
            else if (run < _piece.Repeated)
            {
                repeated++;
            }
            else
            {
                kept++;
                lists[_piece.FirstRun + run][source.Layer].Add(new(source.Neuron, (time - _starts[run]) * FpgaTime.CycleUs));
            }
        }
        return new("host record", spikes.Count, kept,
        [
            KeyValuePair.Create("outside a window", outside), KeyValuePair.Create("of a sample that ran again", repeated),
            KeyValuePair.Create("of no neuron", foreign),
        ], LossesVisible: true);
    }

    // They come back almost in order, so that each moves by a few places.
    private static SpikeEvent[] ByTime(IReadOnlyList<SpikeEvent> spikes)
    {
        SpikeEvent[] ordered = [.. spikes];
        for (int k = 1; k < ordered.Length; k++)
        {
            SpikeEvent spike = ordered[k];
            int place = k;
            for (; place > 0 && ordered[place - 1].ChipTime.Cycles > spike.ChipTime.Cycles; place--)
            {
                ordered[place] = ordered[place - 1];
            }
            ordered[place] = spike;
        }
        return ordered;
    }
}
