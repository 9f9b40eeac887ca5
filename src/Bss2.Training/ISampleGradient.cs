using Bss2.Network;
using Bss2.Training.Losses;

namespace Bss2.Training;

/// <summary>Makes an <see cref="ISampleGradient"/>; called once per share of a batch and once per thread of an evaluation.</summary>
/// <param name="network">Shape, and the weight arrays that the gradient is taken at: shared, changed between batches.</param>
/// <param name="weights">All trained arrays: the network's projections, then the loss's host parameters; shared as well.</param>
public delegate ISampleGradient SampleGradientFactory(NetworkSnapshot network, double[][] weights);

/// <summary>Loss and gradient of one sample after another, summed. One instance per share of a batch; buffers are reused.</summary>
public interface ISampleGradient
{
    /// <summary>Takes over the present weights and sets the sums to 0.</summary>
    void Begin();

    /// <summary>One sample without derivatives.</summary>
    SampleLoss Evaluate(RecordedBatch record, int sample, int label);

    /// <summary>Per class, the number that decides (<see cref="ILoss.Scores"/>).</summary>
    void Scores(RecordedBatch record, int sample, Span<double> scores);

    /// <summary>One sample with derivatives, added to the sums.</summary>
    SampleLoss Accumulate(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample, int label);

    /// <summary>Adds the sums to <paramref name="gradients"/>: per projection row-major [source][target], then the loss's host parameters.</summary>
    void AddTo(double[][] gradients);
}
