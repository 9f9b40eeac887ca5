using Bss2.Network;
using Bss2.Training.Losses;

namespace Bss2.Training.Kernels;

/// <summary>A loss behind one hidden layer in lanes over its classes: <see cref="MaxOverTimeLoss"/>, <see cref="EulerMaxLoss"/> or
/// <see cref="FirstSpikeLoss"/>.</summary>
internal interface IReadout
{
    /// <summary>Takes over the present weights, row-major [neuron][class].</summary>
    void Load(double[] weights);

    /// <summary>One sample without derivatives; leaves the scores in <see cref="Scores"/>.</summary>
    /// <param name="record">The batch.</param>
    /// <param name="sample">Which sample of it.</param>
    /// <param name="hidden">Its spikes of the hidden layer, in time order; times in µs or steps.</param>
    /// <param name="label">The sample's class.</param>
    SampleLoss Evaluate(RecordedBatch record, int sample, ReadOnlySpan<TimedSpike> hidden, int label);

    /// <summary>Per class: maximum, or first time; of the last sample.</summary>
    ReadOnlySpan<double> Scores { get; }

    /// <summary>After <see cref="Evaluate"/>: what the loss does to each class.</summary>
    /// <param name="label">The sample's class.</param>
    /// <param name="hidden">Spikes of the hidden layer, in time order; times in µs or steps.</param>
    /// <param name="dense">The same spikes by neuron; direct derivatives by their times are added.</param>
    /// <param name="weightGradients">[class][neuron], rows of the spikes' stride; pseudo-gradients may be added.</param>
    /// <param name="sources">Set, one per class.</param>
    void Differentiate(int label, ReadOnlySpan<TimedSpike> hidden, DenseSpikes dense, double[] weightGradients, Span<ReadoutSource> sources);
}
