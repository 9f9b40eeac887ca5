using Bss2.Network;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

namespace Bss2.Training;

/// <summary>Any loss with any estimator on any topology: the plain classes, and the oracle of the vectorised ones.</summary>
public sealed class PlainGradient : ISampleGradient
{
    private readonly ILoss _loss;
    private readonly IGradientEstimator _estimator;
    private readonly TimeGradients _timeGradients;
    private readonly List<SpikeRecord> _merged = [];
    private readonly double[][] _projectionGradients, _hostGradients;
    private readonly int _layers;

    /// <summary>Joins a loss and an estimator.</summary>
    /// <param name="network">Shape.</param>
    /// <param name="loss">An instance of its own: losses keep buffers.</param>
    /// <param name="estimator">An instance of its own.</param>
    public PlainGradient(NetworkSnapshot network, ILoss loss, IGradientEstimator estimator)
    {
        (_layers, _loss, _estimator) = (network.Layers.Count, loss, estimator);
        _timeGradients = new(_layers);
        _projectionGradients = [.. network.Projections.Select(p => new double[p.Weights.Length])];
        _hostGradients = [.. loss.HostParameters.Select(p => new double[p.Length])];
    }

    /// <summary>What the loss said of the sample last accumulated.</summary>
    public TimeGradients TimeGradients => _timeGradients;

    /// <inheritdoc/>
    public void Begin()
    {
        foreach (double[] gradient in _projectionGradients)
        {
            Array.Clear(gradient);
        }
        foreach (double[] gradient in _hostGradients)
        {
            Array.Clear(gradient);
        }
    }

    /// <inheritdoc/>
    public SampleLoss Evaluate(RecordedBatch record, int sample, int label) => _loss.Evaluate(record, sample, label);

    /// <inheritdoc/>
    public void Scores(RecordedBatch record, int sample, Span<double> scores) => _loss.Scores(record, sample, scores);

    /// <inheritdoc/>
    public SampleLoss Accumulate(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample, int label)
    {
        for (int l = 0; l < _layers; l++)
        {
            _timeGradients.Clear(l, record.Spikes(sample, l).Length);
        }
        SampleLoss loss = _loss.Differentiate(record, sample, label, _timeGradients, _hostGradients, _projectionGradients);
        SpikeRecord.Merge(inputs, record, sample, _layers, _merged);
        _estimator.Accumulate(_merged, _timeGradients, _projectionGradients);
        return loss;
    }

    /// <inheritdoc/>
    public void AddTo(double[][] gradients)
    {
        for (int p = 0; p < _projectionGradients.Length; p++)
        {
            Add(_projectionGradients[p], gradients[p]);
        }
        for (int h = 0; h < _hostGradients.Length; h++)
        {
            Add(_hostGradients[h], gradients[_projectionGradients.Length + h]);
        }
    }

    private static void Add(double[] from, double[] to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += from[i];
        }
    }
}
