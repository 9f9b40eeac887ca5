using Bss2.Network;
using Bss2.Training.EventProp;

namespace Bss2.Training.Losses;

/// <summary>Cross-entropy over −t_j/τ0 of the first spikes of an output layer, with a term that prefers early label spikes.</summary>
/// <remarks>
/// L = −log softmax(−t/τ0)[label] + α (e^{t_label/τ1} − 1) (Wunderlich &amp; Pehle 2021). A missing spike counts as the window's end and has
/// no adjoint; a silent label neuron is pushed by a pseudo-gradient on all weights from neurons that fired to it (eventprop 6.4).
/// </remarks>
public sealed class FirstSpikeLoss : ILoss
{
    private readonly NetworkSnapshot _network;
    private readonly int _layer, _classes;
    private readonly double _tau0, _tau1, _alpha, _windowUs;
    private readonly double[] _time, _probability;
    private readonly int[] _ordinal;

    /// <summary>Creates the loss over a network's last layer.</summary>
    /// <param name="network">The network; one output neuron per class in its last layer.</param>
    /// <param name="tau0Us">Softness of the softmax, µs; several times the jitter of the substrate (eventprop 6.13).</param>
    /// <param name="alpha">Weight of the early-label term.</param>
    /// <param name="tau1Us">Its time scale, µs.</param>
    public FirstSpikeLoss(NetworkSnapshot network, double tau0Us, double alpha, double tau1Us)
    {
        (_network, _layer) = (network, network.Layers.Count - 1);
        _classes = network.Layers[_layer].Size;
        (_tau0, _alpha, _tau1, _windowUs) = (tau0Us, alpha, tau1Us, network.WindowUs);
        (_time, _probability, _ordinal) = (new double[_classes], new double[_classes], new int[_classes]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> HostParameters => [];

    /// <inheritdoc/>
    public SampleLoss Evaluate(RecordedBatch recorded, int sample, int label)
    {
        FindFirst(recorded.Spikes(sample, _layer));
        return Softmax(label);
    }

    /// <inheritdoc/>
    public void Scores(RecordedBatch recorded, int sample, Span<double> scores)
    {
        FindFirst(recorded.Spikes(sample, _layer));
        _time.CopyTo(scores);
    }

    /// <inheritdoc/>
    public SampleLoss Differentiate(RecordedBatch recorded, int sample, int label, TimeGradients timeGradients,
        double[][] parameterGradients, double[][] weightGradients)
    {
        FindFirst(recorded.Spikes(sample, _layer));
        SampleLoss loss = Softmax(label);
        for (int j = 0; j < _classes; j++)
        {
            if (_ordinal[j] >= 0)
            {
                double g = ((j == label ? 1 : 0) - _probability[j]) / _tau0;
                if (j == label)
                {
                    g += _alpha / _tau1 * Math.Exp(_time[j] / _tau1);
                }
                timeGradients[_layer, _ordinal[j]] += g;
            }
        }
        if (_ordinal[label] < 0)
        {
            PushSilentLabel(recorded, sample, label, weightGradients);
        }
        return loss;
    }

    private void PushSilentLabel(RecordedBatch recorded, int sample, int label, double[][] weightGradients)
    {
        for (int p = 0; p < _network.Projections.Count; p++)
        {
            Projection projection = _network.Projections[p];
            if (projection.Target == _layer && projection.Source >= 0)
            {
                foreach (TimedSpike spike in recorded.Spikes(sample, projection.Source))
                {
                    weightGradients[p][spike.Source * projection.TargetSize + label] -= 1;
                }
            }
        }
    }

    private void FindFirst(ReadOnlySpan<TimedSpike> spikes)
    {
        Array.Fill(_time, _windowUs);
        Array.Fill(_ordinal, -1);
        for (int k = 0; k < spikes.Length; k++)
        {
            int j = spikes[k].Source;
            if (_ordinal[j] < 0)
            {
                (_ordinal[j], _time[j]) = (k, spikes[k].TimeUs);
            }
        }
    }

    private SampleLoss Softmax(int label)
    {
        double first = double.PositiveInfinity;
        int predicted = -1;
        for (int j = 0; j < _classes; j++)
        {
            if (_time[j] < first)
            {
                (first, predicted) = (_time[j], _ordinal[j] >= 0 ? j : -1);
            }
            else if (_time[j] == first)
            {
                predicted = -1;
            }
        }
        double sum = 0;
        for (int j = 0; j < _classes; j++)
        {
            _probability[j] = Math.Exp((first - _time[j]) / _tau0);
            sum += _probability[j];
        }
        for (int j = 0; j < _classes; j++)
        {
            _probability[j] /= sum;
        }
        double loss = Math.Log(sum) + (_time[label] - first) / _tau0 + _alpha * (Math.Exp(_time[label] / _tau1) - 1);
        return new(loss, predicted);
    }
}
