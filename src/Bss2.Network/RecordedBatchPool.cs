namespace Bss2.Network;

/// <summary>Records for a substrate that runs batch after batch: those that come back by <see cref="RecordedBatch.Release"/> are used again,
/// so that a steady training allocates none.</summary>
public sealed class RecordedBatchPool
{
    private readonly Stack<RecordedBatch> _free = new();

    /// <summary>A record of silent, valid samples with a ledger that has counted nothing, to be filled (<see cref="RecordedBatch.Fill"/>).</summary>
    public RecordedBatch Take(int samples, int layers)
    {
        RecordedBatch? batch;
        lock (_free)
        {
            _free.TryPop(out batch);
        }
        batch ??= new(this);
        batch.Shape(samples, layers);
        return batch;
    }

    internal void Return(RecordedBatch batch)
    {
        lock (_free)
        {
            if (!_free.Contains(batch))
            {
                _free.Push(batch);
            }
        }
    }
}
