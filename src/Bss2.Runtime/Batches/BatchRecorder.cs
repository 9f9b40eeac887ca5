using Bss2.Hal.Playback;
using Bss2.Network;

namespace Bss2.Runtime.Batches;

/// <summary>Puts together what the programs of a batch brought back.</summary>
internal sealed class BatchRecorder(BatchWords words)
{
    private readonly RecordedBatchPool _pool = new();
    private readonly SampleSorter _sorter = new(words);
    private readonly SpikeBooks _books = new(words.Placement);
    private readonly CadcRecorder? _membranes = words.Sweep is null ? null : new(words.Sweep, words.Placement);
    private readonly PadiBacklog _backlog = new(words.Placement);

    /// <summary>A record without spikes, from a pool.</summary>
    public RecordedBatch Begin(int samples)
    {
        _membranes?.Begin(samples);
        return _pool.Take(samples, words.Placement.LayerCount);
    }

    /// <summary>What the column converters saw of the batch, once all its programs are added; null if they are off.</summary>
    public MembraneRecord? Membranes() => _membranes?.ToMembranes();

    /// <summary>Adds the spikes of a program; if any was lost, its samples are invalid, or those that a full PADI queue may concern.</summary>
    public void Add(BatchProgram program, PlaybackResult result, RecordedBatch record)
    {
        BatchPiece piece = program.Piece;
        _sorter.Sort(piece, result, record);
        _membranes?.Add(piece, result);
        if (!_books.Take(program, result))
        {
            for (int sample = piece.First; sample < piece.First + piece.Count; sample++)
            {
                record.Invalidate(sample);
            }
        }
        ReadOnlySpan<long> overflows = _backlog.Overflows(program, _sorter.Starts, result.SpikeSpan);
        foreach (long time in overflows)
        {
            int run = Math.Max(0, _sorter.RunAt(time));
            if (run >= piece.Repeated)
            {
                record.Invalidate(piece.FirstRun + run);
            }
        }
        record.Ledger.Add(_books.Close(overflows.Length, _sorter));
    }
}
