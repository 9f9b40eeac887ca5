using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime.Batches;

/// <summary>What the programs of a batch brought back, put together.</summary>
internal sealed class BatchRecord
{
    private readonly List<TimedSpike>[][] _spikes;
    private readonly bool[] _valid;
    private SpikeLedger _ledger = SpikeLedger.Empty;

    /// <summary>A record without spikes.</summary>
    public BatchRecord(NetworkSnapshot network, int samples)
    {
        _spikes = [.. Enumerable.Range(0, samples).Select(_ => network.Layers.Select(_ => new List<TimedSpike>()).ToArray())];
        _valid = new bool[samples];
    }

    /// <summary>Adds the spikes of a program; if any was lost, its samples are invalid, or those that a full PADI queue may concern.</summary>
    public void Add(ChipPlacement placement, BatchTiming timing, BatchProgram program, PlaybackResult result)
    {
        var sorter = new SampleSorter(placement, timing, program, result);
        SpikeLedgerStage record = sorter.Sort(result.Spikes, _spikes);
        var books = new SpikeBooks(placement, program, result);
        Array.Fill(_valid, books.NothingLost, program.Piece.First, program.Piece.Count);
        IReadOnlyList<long> overflows = PadiBacklog.Overflows(placement, program, sorter.Starts, result.Spikes);
        foreach (long time in overflows)
        {
            int run = Math.Max(0, sorter.RunAt(time));
            if (run >= program.Piece.Repeated)
            {
                _valid[program.Piece.FirstRun + run] = false;
            }
        }
        _ledger = _ledger.Plus(new([.. books.Stages(overflows.Count), record]));
    }

    /// <summary>The whole batch.</summary>
    public RecordedBatch ToRecordedBatch() => new([.. _spikes.Select(layers => layers.Select(list => list.ToArray()).ToArray())], _valid, _ledger);
}
