using Bss2.Network;

namespace Bss2.Training;

/// <summary>Gradient of a batch: a fixed number of shares, worked on by any number of threads, added in a fixed order.</summary>
internal sealed class BatchGradient
{
    /// <summary>Shares of a batch: share b has the samples b, b + <see cref="Blocks"/>, …; sums, and so bits, depend on this number.</summary>
    public const int Blocks = 16;

    private readonly BlockWorkers _workers;
    private readonly GradientBlock[] _blocks;
    private readonly Action<int, int> _runBlock;
    private SpikeBatch? _inputs;
    private RecordedBatch? _record;
    private ReadOnlyMemory<int> _labels;

    /// <param name="network">Of all batches; its weight arrays are read anew for each.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="newGradient">Makes one per share.</param>
    public BatchGradient(NetworkSnapshot network, BlockWorkers workers, Func<ISampleGradient> newGradient)
    {
        _workers = workers;
        _blocks = [.. Enumerable.Range(0, Blocks).Select(b => new GradientBlock(b, Blocks, network, newGradient()))];
        // Made once: a lambda per batch would be an object per batch.
        _runBlock = (block, _) => _blocks[block].Run(_inputs!, _record!, _labels.Span);
    }

    /// <summary>Runs a batch.</summary>
    /// <param name="inputs">What was sent.</param>
    /// <param name="record">What came back.</param>
    /// <param name="labels">Class per sample.</param>
    /// <param name="gradients">Set to the sum over valid samples.</param>
    /// <param name="sums">Added to: loss, right answers, valid samples, invalid samples, spikes.</param>
    /// <param name="fired">Per layer and neuron; set where one fired.</param>
    /// <returns>Valid samples.</returns>
    public int Run(SpikeBatch inputs, RecordedBatch record, ReadOnlyMemory<int> labels, double[][] gradients, double[] sums, bool[][] fired)
    {
        (_inputs, _record, _labels) = (inputs, record, labels);
        _workers.Run(Blocks, _runBlock);
        foreach (double[] gradient in gradients)
        {
            Array.Clear(gradient);
        }
        int valid = 0;
        foreach (GradientBlock block in _blocks)
        {
            block.AddTo(gradients);
            block.MarkFired(fired);
            valid += block.Valid;
            sums[0] += block.LossSum;
            sums[1] += block.Right;
            sums[2] += block.Valid;
            sums[3] += block.Invalid;
            sums[4] += block.Spikes;
        }
        return valid;
    }
}
