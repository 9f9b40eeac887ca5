using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.Runtime.Batches;

/// <summary>Puts the spikes of a program into samples, layers and model time.</summary>
internal sealed class SampleSorter(BatchWords words)
{
    private readonly ChipPlacement _placement = words.Placement;
    private readonly BatchTiming _timing = words.Timing;
    private readonly int _layers = words.Placement.LayerCount;
    private long[] _starts = [];
    // Where in the batch a spike belongs: sample and layer, or nowhere; how many spikes each of these places has, then where its next one goes.
    private int[] _places = [], _next = [];
    private TimedSpike[] _times = [], _grouped = [];
    private int _runs;

    /// <summary>System time at which each window begins, 8 ns.</summary>
    public ReadOnlySpan<long> Starts => _starts.AsSpan(0, _runs);

    /// <summary>Spikes outside every window.</summary>
    public long Outside { get; private set; }

    /// <summary>Spikes of samples that ran again.</summary>
    public long Repeated { get; private set; }

    /// <summary>Spikes whose label names no neuron.</summary>
    public long Foreign { get; private set; }

    /// <summary>Spikes put into samples.</summary>
    public long Kept { get; private set; }

    /// <summary>Index among the samples that ran of a system time, or −1 before the first window.</summary>
    public int RunAt(long time)
    {
        int run = Starts.BinarySearch(time);
        return run >= 0 ? run : ~run - 1;
    }

    /// <summary>Fills the samples of a program.</summary>
    /// <param name="piece">Its samples.</param>
    /// <param name="result">What it brought back.</param>
    /// <param name="record">Of the whole batch.</param>
    public void Sort(BatchPiece piece, PlaybackResult result, RecordedBatch record)
    {
        ReadOnlySpan<SpikeEvent> spikes = result.SpikeSpan;
        TakeMarks(result);
        int places = piece.Count * _layers, kept = 0;
        MakeRoom(spikes.Length, places);
        Span<int> next = _next.AsSpan(0, places);
        next.Clear();
        (Outside, Repeated, Foreign) = (0, 0, 0);
        int run = -1;
        for (int k = 0; k < spikes.Length; k++)
        {
            _places[k] = PlaceOf(spikes[k], piece, ref run, ref _times[k]);
            if (_places[k] >= 0)
            {
                next[_places[k]]++;
                kept++;
            }
        }
        Kept = kept;
        for (int place = 0, first = 0; place < places; place++)
        {
            (first, next[place]) = (first + next[place], first);
        }
        for (int k = 0; k < spikes.Length; k++)
        {
            if (_places[k] >= 0)
            {
                _grouped[next[_places[k]]++] = _times[k];
            }
        }
        for (int place = 0, first = 0; place < places; first = next[place++])
        {
            Span<TimedSpike> sorted = record.Fill(piece.First + place / _layers, place % _layers, next[place] - first);
            _grouped.AsSpan(first, sorted.Length).CopyTo(sorted);
            ByTime(sorted);
        }
    }

    // A mark stands a cycle before its window.
    private void TakeMarks(PlaybackResult result)
    {
        ReadOnlySpan<ulong> marks = result.AnswerCycles(AnswerKind.LoopbackTick);
        _runs = marks.Length;
        if (_starts.Length < _runs)
        {
            _starts = new long[_runs];
        }
        for (int run = 0; run < _runs; run++)
        {
            _starts[run] = (long)marks[run] + 1;
        }
    }

    private int PlaceOf(in SpikeEvent spike, BatchPiece piece, ref int run, ref TimedSpike timed)
    {
        const int nowhere = -1;
        long time = (long)spike.ChipTime.Cycles - BatchTiming.LatencyCycles;
        while (run + 1 < _runs && _starts[run + 1] <= time)
        {
            run++;
        }
        while (run >= 0 && _starts[run] > time)
        {
            run--;
        }
        if (_placement.Source(spike.Label) is not { } source)
        {
            Foreign++;
            return nowhere;
        }
        if (run < 0 || time - _starts[run] > _timing.Window)
        {
            Outside++;
            return nowhere;
        }
        if (run < piece.Repeated)
        {
            Repeated++;
            return nowhere;
        }
        timed = new(source.Neuron, (time - _starts[run]) * FpgaTime.CycleUs);
        return (run - piece.Repeated) * _layers + source.Layer;
    }

    private void MakeRoom(int spikes, int places)
    {
        if (_places.Length < spikes)
        {
            int room = Math.Max(spikes, 2 * _places.Length);
            (_places, _times, _grouped) = (new int[room], new TimedSpike[room], new TimedSpike[room]);
        }
        if (_next.Length < places)
        {
            _next = new int[places];
        }
    }

    // They come back almost in order, so that each moves by a few places; those of one time keep the order in which they came.
    private static void ByTime(Span<TimedSpike> spikes)
    {
        for (int k = 1; k < spikes.Length; k++)
        {
            TimedSpike spike = spikes[k];
            int place = k;
            for (; place > 0 && spikes[place - 1].TimeUs > spike.TimeUs; place--)
            {
                spikes[place] = spikes[place - 1];
            }
            spikes[place] = spike;
        }
    }
}
