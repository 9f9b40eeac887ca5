using Bss2.Network;
using Bss2.Training;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

namespace Bss2.Baselines;

/// <summary>
/// Cross-entropy of softmax(scale · max_t V_j) with readouts that are leaky neurons of the substrate: their maxima are what converters saw.
/// </summary>
/// <remarks>
/// Value and time of a maximum come from the readings; how it moves with spikes and weights from the nominal neuron, as on the host
/// (<see cref="MaxOverTimeLoss"/>): dV/dw = k(t* − t_n) over the spikes before it. A readout whose highest reading is the first has no gradient.
/// The derivative is that of the highest reading, at its time: a spike that comes between the true maximum and that reading counts, too.
/// </remarks>
public sealed class RecordedMaxLoss : ILoss
{
    private readonly int _classes, _projection;
    private readonly double _scale;
    private readonly LifKernel _kernel;
    private readonly double[] _weights, _maximum, _maximumTime, _probability;
    private readonly Func<RecordedBatch, MembraneRecord> _membranes;

    /// <summary>Creates the loss.</summary>
    /// <param name="network">Its last layer is the readouts, its last projection leads to them.</param>
    /// <param name="membranes">What was seen of the last layer while a batch ran.</param>
    /// <param name="scale">Logit scale.</param>
    /// <exception cref="ArgumentException">The network has no layer before the readouts.</exception>
    public RecordedMaxLoss(NetworkSnapshot network, Func<RecordedBatch, MembraneRecord> membranes, double scale)
    {
        _projection = network.Projections.Count - 1;
        if (network.Layers.Count < 2 || network.Projections[_projection].Target != network.Layers.Count - 1 || network.Projections[_projection].Source < 0)
        {
            throw new ArgumentException("Readouts are the last layer, reached by the last projection from another layer.", nameof(network));
        }
        (_membranes, _scale, _weights, _classes) = (membranes, scale, network.Projections[_projection].Weights, network.Layers[^1].Size);
        Source = network.Projections[_projection].Source;
        _kernel = new(network.Layers[^1].Parameters);
        (_maximum, _maximumTime, _probability) = (new double[_classes], new double[_classes], new double[_classes]);
    }

    /// <summary>Layer whose spikes the readouts see.</summary>
    public int Source { get; }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> HostParameters => [];

    /// <inheritdoc/>
    public SampleLoss Evaluate(RecordedBatch recorded, int sample, int label)
    {
        FindMaxima(recorded, sample);
        return Softmax(label);
    }

    /// <inheritdoc/>
    public void Scores(RecordedBatch recorded, int sample, Span<double> scores)
    {
        FindMaxima(recorded, sample);
        _maximum.CopyTo(scores);
    }

    /// <inheritdoc/>
    public SampleLoss Differentiate(RecordedBatch recorded, int sample, int label, TimeGradients timeGradients,
        double[][] parameterGradients, double[][] weightGradients)
    {
        FindMaxima(recorded, sample);
        SampleLoss loss = Softmax(label);
        ReadOnlySpan<TimedSpike> spikes = recorded.Spikes(sample, Source);
        for (int j = 0; j < _classes; j++)
        {
            double g = _scale * (_probability[j] - (j == label ? 1 : 0));
            for (int k = 0; k < spikes.Length && spikes[k].TimeUs < _maximumTime[j]; k++)
            {
                double s = _maximumTime[j] - spikes[k].TimeUs, m = _kernel.MembraneDecay(s), d = _kernel.SynapticDecay(s);
                int index = spikes[k].Source * _classes + j;
                weightGradients[_projection][index] += g * _kernel.Response(s, m, d);
                timeGradients[Source, k] -= g * _weights[index] * _kernel.ResponseSlope(s, m, d);
            }
        }
        return loss;
    }

    private void FindMaxima(RecordedBatch recorded, int sample)
    {
        MembraneRecord seen = _membranes(recorded);
        if (seen.Neurons != _classes)
        {
            throw new ArgumentException($"Membranes of {seen.Neurons} neurons were recorded; the readouts are {_classes}.", nameof(recorded));
        }
        Array.Fill(_maximum, double.NegativeInfinity);
        for (int k = 0; k < seen.TimesUs.Count; k++)
        {
            Span<float> voltages = seen.At(sample, k);
            for (int j = 0; j < _classes; j++)
            {
                if (voltages[j] > _maximum[j])
                {
                    (_maximum[j], _maximumTime[j]) = (voltages[j], seen.TimesUs[k]);
                }
            }
        }
    }

    // As the host's readouts: equal largest maxima answer nothing.
    private SampleLoss Softmax(int label)
    {
        double best = _maximum.Max(), sum = 0;
        for (int j = 0; j < _classes; j++)
        {
            sum += _probability[j] = Math.Exp(_scale * (_maximum[j] - best));
        }
        for (int j = 0; j < _classes; j++)
        {
            _probability[j] /= sum;
        }
        int predicted = Array.IndexOf(_maximum, best);
        return new(Math.Log(sum) - _scale * (_maximum[label] - best), predicted == Array.LastIndexOf(_maximum, best) ? predicted : -1);
    }
}
