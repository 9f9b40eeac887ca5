using Bss2.Network;
using Bss2.Training.Losses;

namespace Bss2.Training.Kernels;

/// <summary><see cref="EulerMaxLoss"/> in lanes over classes, step by step with the same bits.</summary>
internal sealed class GridMaxReadout<T> : IReadout
    where T : unmanaged, ILanes<T>
{
    private readonly LifParameters _parameters;
    private readonly TimeGrid _grid;
    private readonly double _scale;
    private readonly ReadoutWeights<T> _weights;
    private readonly double[] _maximum, _maximumStep, _probability;

    /// <param name="neurons">Of the layer whose spikes the readouts see.</param>
    /// <param name="classes">Readouts.</param>
    /// <param name="readout">Their time constants.</param>
    /// <param name="grid">Steps.</param>
    /// <param name="scale">Logit scale.</param>
    public GridMaxReadout(int neurons, int classes, LifParameters readout, TimeGrid grid, double scale)
    {
        (_parameters, _grid, _scale) = (readout, grid, scale);
        _weights = new(neurons, classes);
        int padded = LaneArray.Padded(classes);
        (_maximum, _maximumStep, _probability) = (new double[padded], new double[padded], new double[classes]);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<double> Scores => _maximum.AsSpan(0, _weights.Classes);

    /// <inheritdoc/>
    public void Load(double[] weights) => _weights.Load(weights);

    /// <inheritdoc/>
    public SampleLoss Evaluate(RecordedBatch record, int sample, ReadOnlySpan<TimedSpike> hidden, int label)
    {
        for (int v = 0; v < _weights.Vectors; v++)
        {
            Scan(hidden, v);
        }
        return ScaledSoftmax.Evaluate<LaneExponential>(Scores, _scale, label, _probability);
    }

    /// <inheritdoc/>
    public void Differentiate(int label, ReadOnlySpan<TimedSpike> hidden, DenseSpikes dense, double[] weightGradients, Span<ReadoutSource> sources)
    {
        for (int j = 0; j < sources.Length; j++)
        {
            sources[j] = new(_maximumStep[j], _scale * (_probability[j] - (j == label ? 1 : 0)));
        }
    }

    private void Scan(ReadOnlySpan<TimedSpike> spikes, int vector)
    {
        T a = T.Of(_grid.StepUs / _parameters.MembraneTimeConstantUs), decay = T.Of(1 - _grid.StepUs / _parameters.SynapticTimeConstantUs);
        T v = T.Of(0), i = v, best = v, bestStep = v;
        // Until the first spike everything is 0.
        for (int step = spikes.Length > 0 ? (int)spikes[0].TimeUs : _grid.Steps + 1, next = 0; step <= _grid.Steps; step++)
        {
            v += a * (i - v);
            i *= decay;
            T higher = T.Less(best, v);
            best = T.Max(best, v);
            bestStep = T.Select(higher, T.Of(step), bestStep);
            for (; next < spikes.Length && spikes[next].TimeUs == step; next++)
            {
                i += _weights.Row(spikes[next].Source)[vector];
            }
        }
        LaneArray.As<T>(_maximum)[vector] = best;
        LaneArray.As<T>(_maximumStep)[vector] = bestStep;
    }
}
