using Bss2.Network;
using Bss2.Training.Losses;

namespace Bss2.Training.Kernels;

/// <summary><see cref="FirstSpikeLoss"/> with the first jump of the output neurons' adjoint, in lanes over classes; up to rounding the same.</summary>
/// <remarks>Only first spikes enter the loss, so an output's co-state is 0 after its first spike and −τ_m (dL/dt)/c just before it.</remarks>
internal sealed class FirstSpikeReadout<T> : IReadout
    where T : unmanaged, ILanes<T>
{
    private readonly LaneLif<T> _lif;
    private readonly TimeGrid _grid;
    private readonly int _layer;
    private readonly double _tau0, _tau1, _alpha, _windowUs, _smallestSlope;
    private readonly ReadoutWeights<T> _weights;
    private readonly double[] _time, _probability;
    private readonly int[] _ordinal;
    private double[] _length = [], _synaptic = [], _current = [];

    /// <param name="network">Its last layer is the output, fed by the layer <paramref name="hidden"/> alone.</param>
    /// <param name="hidden">Layer before the output.</param>
    /// <param name="minimumSlope">Clamp of I − θ, in thresholds.</param>
    /// <param name="tau0Us">Softness of the softmax, µs.</param>
    /// <param name="alpha">Weight of the early-label term.</param>
    /// <param name="tau1Us">Its time scale, µs.</param>
    /// <param name="grid">Of the adjoint.</param>
    public FirstSpikeReadout(NetworkSnapshot network, int hidden, double minimumSlope, double tau0Us, double alpha, double tau1Us,
        TimeGrid grid)
    {
        (_grid, _layer) = (grid, network.Layers.Count - 1);
        LifParameters output = network.Layers[_layer].Parameters;
        _lif = new(output, grid.StepUs);
        _smallestSlope = minimumSlope * output.Threshold;
        (_tau0, _alpha, _tau1, _windowUs) = (tau0Us, alpha, tau1Us, network.WindowUs);
        int classes = network.Layers[_layer].Size;
        _weights = new(network.Layers[hidden].Size, classes);
        (_time, _probability, _ordinal) = (new double[classes], new double[classes], new int[classes]);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<double> Scores => _time;

    /// <inheritdoc/>
    public void Load(double[] weights) => _weights.Load(weights);

    /// <inheritdoc/>
    public SampleLoss Evaluate(RecordedBatch record, int sample, ReadOnlySpan<TimedSpike> hidden, int label)
    {
        Array.Fill(_time, _windowUs);
        Array.Fill(_ordinal, -1);
        ReadOnlySpan<TimedSpike> spikes = record.Spikes(sample, _layer);
        for (int k = 0; k < spikes.Length; k++)
        {
            int j = spikes[k].Source;
            if (_ordinal[j] < 0)
            {
                (_ordinal[j], _time[j]) = (k, spikes[k].TimeUs);
            }
        }
        return Softmax(label);
    }

    /// <inheritdoc/>
    public void Differentiate(int label, ReadOnlySpan<TimedSpike> hidden, DenseSpikes dense, double[] weightGradients, Span<ReadoutSource> sources)
    {
        Replay(hidden);
        for (int j = 0; j < sources.Length; j++)
        {
            sources[j] = default;
            if (_ordinal[j] < 0)
            {
                continue;
            }
            double g = ((j == label ? 1 : 0) - _probability[j]) / _tau0;
            if (j == label)
            {
                g += _alpha / _tau1 * LaneMath.Exp(_time[j] / _tau1);
            }
            double time = _grid.Of(_time[j]);
            double slope = Math.Max(CurrentBefore(hidden, time, j) - _lif.Threshold, _smallestSlope);
            sources[j] = new(time, -_lif.TauM * g / slope);
        }
        if (_ordinal[label] < 0)
        {
            // No true gradient: push all weights from neurons that fired (eventprop 6.4).
            foreach (TimedSpike spike in hidden)
            {
                weightGradients[label * dense.Stride + spike.Source] -= 1;
            }
        }
    }

    // Currents of all outputs just after every hidden spike.
    private void Replay(ReadOnlySpan<TimedSpike> hidden)
    {
        int row = _weights.Vectors * T.Count;
        if (_length.Length < hidden.Length)
        {
            int length = LaneArray.Padded(2 * hidden.Length);
            (_length, _synaptic, _current) = (new double[length], new double[length], new double[length * row]);
        }
        for (int k = 1; k < hidden.Length; k++)
        {
            _length[k] = hidden[k].TimeUs - hidden[k - 1].TimeUs;
        }
        ReadOnlySpan<T> s = LaneArray.As<T>(_length);
        Span<T> synaptic = LaneArray.As<T>(_synaptic), current = LaneArray.As<T>(_current);
        for (int k = 0; k * T.Count < hidden.Length; k++)
        {
            synaptic[k] = _lif.SynapticDecay(s[k]);
        }
        for (int v = 0; v < _weights.Vectors; v++)
        {
            T i = T.Of(0);
            for (int k = 0; k < hidden.Length; k++)
            {
                i = T.Fma(i, T.Of(_synaptic[k]), _weights.Row(hidden[k].Source)[v]);
                current[k * _weights.Vectors + v] = i;
            }
        }
    }

    private double CurrentBefore(ReadOnlySpan<TimedSpike> hidden, double time, int output)
    {
        int before = hidden.Length;
        for (; before > 0 && hidden[before - 1].TimeUs >= time; before--)
        {
        }
        return before == 0 ? 0
            : _current[(before - 1) * _weights.Vectors * T.Count + output] * _lif.SynapticDecay(time - hidden[before - 1].TimeUs);
    }

    private SampleLoss Softmax(int label)
    {
        double first = double.PositiveInfinity;
        int predicted = -1;
        for (int j = 0; j < _time.Length; j++)
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
        for (int j = 0; j < _time.Length; j++)
        {
            _probability[j] = LaneMath.Exp((first - _time[j]) / _tau0);
            sum += _probability[j];
        }
        for (int j = 0; j < _time.Length; j++)
        {
            _probability[j] /= sum;
        }
        double loss = LaneMath.Log(sum) + (_time[label] - first) / _tau0 + _alpha * (LaneMath.Exp(_time[label] / _tau1) - 1);
        return new(loss, predicted);
    }
}
