using Bss2.Network;
using Bss2.Training.EventProp;

namespace Bss2.Training.Losses;

/// <summary>
/// Cross-entropy of softmax(scale · max_t V_j) over leaky-integrator readouts that live on the host and see the observed spikes of one
/// layer.
/// </summary>
/// <remarks>
/// V_j(t) = Σ w_jn k(t − t_n); the maximum is found in closed form, between spikes or at a corner where an inhibitory spike arrives.
/// A corner's time derivative, (I_j⁻ − V_j)/τ_m for that spike, is missing in published implementations and needed for an exact
/// gradient (eventprop 2). A readout that never rises above 0 has its maximum at t = 0 and no gradient.
/// </remarks>
public sealed class MaxOverTimeLoss : ILoss
{
    private readonly int _layer, _neurons, _classes;
    private readonly double _windowUs, _scale, _tauM;
    private readonly bool _cornerTerm;
    private readonly LifKernel _kernel;
    private readonly double[] _weights, _v, _i, _maximum, _maximumTime, _cornerSlope, _probability;
    private readonly int[] _cornerSpike;

    /// <summary>Creates the loss.</summary>
    /// <param name="layer">Layer whose spikes the readouts see.</param>
    /// <param name="neurons">Its size.</param>
    /// <param name="weights">Readout weights, row-major [neuron][class], model units; shared, trained.</param>
    /// <param name="readout">Time constants of the readouts.</param>
    /// <param name="windowUs">Observation window.</param>
    /// <param name="scale">Logit scale.</param>
    /// <param name="cornerTerm">Whether corner maxima move with their spike.</param>
    public MaxOverTimeLoss(
        int layer, int neurons, double[] weights, LifParameters readout, double windowUs, double scale, bool cornerTerm)
    {
        if (neurons <= 0 || weights.Length == 0 || weights.Length % neurons != 0)
        {
            throw new ArgumentException($"{weights.Length} readout weights for {neurons} neurons.", nameof(weights));
        }
        (_layer, _neurons, _classes, _weights) = (layer, neurons, weights.Length / neurons, weights);
        (_windowUs, _scale, _cornerTerm) = (windowUs, scale, cornerTerm);
        _kernel = new(readout);
        _tauM = readout.MembraneTimeConstantUs;
        (_v, _i, _maximum, _maximumTime) = (new double[_classes], new double[_classes], new double[_classes], new double[_classes]);
        (_cornerSlope, _probability, _cornerSpike) = (new double[_classes], new double[_classes], new int[_classes]);
        HostParameters = [weights];
    }

    /// <inheritdoc/>
    public IReadOnlyList<double[]> HostParameters { get; }

    /// <inheritdoc/>
    public SampleLoss Evaluate(RecordedBatch recorded, int sample, int label)
    {
        FindMaxima(recorded.Spikes(sample, _layer));
        return Softmax(label);
    }

    /// <inheritdoc/>
    public void Scores(RecordedBatch recorded, int sample, Span<double> scores)
    {
        FindMaxima(recorded.Spikes(sample, _layer));
        _maximum.CopyTo(scores);
    }

    /// <inheritdoc/>
    public SampleLoss Differentiate(RecordedBatch recorded, int sample, int label, TimeGradients timeGradients,
        double[][] parameterGradients, double[][] weightGradients)
    {
        ReadOnlySpan<TimedSpike> spikes = recorded.Spikes(sample, _layer);
        FindMaxima(spikes);
        SampleLoss loss = Softmax(label);
        for (int j = 0; j < _classes; j++)
        {
            if (_maximumTime[j] <= 0)
            {
                continue;
            }
            double g = _scale * (_probability[j] - (j == label ? 1 : 0));
            for (int k = 0; k < spikes.Length && spikes[k].TimeUs < _maximumTime[j]; k++)
            {
                double s = _maximumTime[j] - spikes[k].TimeUs, m = _kernel.MembraneDecay(s), d = _kernel.SynapticDecay(s);
                int index = spikes[k].Source * _classes + j;
                parameterGradients[0][index] += g * _kernel.Response(s, m, d);
                timeGradients[_layer, k] -= g * _weights[index] * _kernel.ResponseSlope(s, m, d);
            }
            if (_cornerTerm && _cornerSpike[j] >= 0)
            {
                timeGradients[_layer, _cornerSpike[j]] += g * _cornerSlope[j];
            }
        }
        return loss;
    }

    private void FindMaxima(ReadOnlySpan<TimedSpike> spikes)
    {
        Array.Clear(_v);
        Array.Clear(_i);
        Array.Clear(_maximum);
        Array.Clear(_maximumTime);
        Array.Fill(_cornerSpike, -1);
        double time = 0;
        for (int k = 0; k <= spikes.Length; k++)
        {
            double next = k < spikes.Length ? Math.Min(spikes[k].TimeUs, _windowUs) : _windowUs;
            double s = next - time, m = _kernel.MembraneDecay(s), d = _kernel.SynapticDecay(s), r = _kernel.Response(s, m, d);
            for (int j = 0; j < _classes; j++)
            {
                SearchInterval(j, time, s);
                _v[j] = _v[j] * m + _i[j] * r;
                _i[j] *= d;
                double weight = k < spikes.Length ? _weights[spikes[k].Source * _classes + j] : 0;
                // Rising until here and the highest yet: the end of the window, or a corner if the spike turns the slope.
                if (_v[j] > _maximum[j] && _i[j] > _v[j])
                {
                    bool corner = k < spikes.Length && spikes[k].TimeUs <= _windowUs && _i[j] + weight <= _v[j];
                    if (corner || k == spikes.Length)
                    {
                        (_maximum[j], _maximumTime[j]) = (_v[j], next);
                        (_cornerSpike[j], _cornerSlope[j]) = (corner ? k : -1, (_i[j] - _v[j]) / _tauM);
                    }
                }
                _i[j] += weight;
            }
            time = next;
        }
    }

    private void SearchInterval(int j, double start, double length)
    {
        double top = _kernel.TimeOfMaximum(_v[j], _i[j]);
        if (top < length)
        {
            double v = _v[j], i = _i[j];
            _kernel.Advance(top, ref v, ref i);
            if (v > _maximum[j])
            {
                (_maximum[j], _maximumTime[j], _cornerSpike[j]) = (v, start + top, -1);
            }
        }
    }

    private SampleLoss Softmax(int label) => ScaledSoftmax.Evaluate<LibraryExponential>(_maximum, _scale, label, _probability);
}
