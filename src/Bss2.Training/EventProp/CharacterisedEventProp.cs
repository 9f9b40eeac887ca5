using Bss2.Network;

namespace Bss2.Training.EventProp;

/// <summary><see cref="ExactEventProp"/> with parameters of every neuron's own: for chips whose circuits have been characterised.</summary>
/// <remarks>
/// Feed-forward networks only: each neuron is then walked backward by itself, from its last spike to its first, after all that it drives.
/// The co-state has a current per input, a_e and a_i, because their τ_s differ; otherwise the equations are those of
/// <see cref="ExactEventProp"/>. A neuron's delay moves all arrivals at it.
/// </remarks>
public sealed class CharacterisedEventProp : IGradientEstimator
{
    private readonly NetworkSnapshot _network;
    private readonly NeuronParameters[][] _neurons;
    private readonly double _minimumSlope;
    private readonly double[][] _timeGradients;
    private readonly List<SpikeRecord>[] _spikes;
    private readonly List<(SpikeRecord Spike, int Projection)> _arrivals = [];
    private readonly List<SpikeRecord> _own = [];

    /// <summary>Prepares for a network; its weights may change between calls as long as the arrays stay the same.</summary>
    /// <param name="network">Topology, nominal leak, threshold and refractory time, and the weights to differentiate at.</param>
    /// <param name="neurons">[layer][neuron].</param>
    /// <param name="minimumSlope">Clamp of I − θ, in thresholds.</param>
    /// <exception cref="ArgumentException">The network is recurrent, or a neuron is missing or makes no sense.</exception>
    public CharacterisedEventProp(NetworkSnapshot network, IReadOnlyList<IReadOnlyList<NeuronParameters>> neurons, double minimumSlope)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimumSlope);
        if (network.Projections.FirstOrDefault(p => p.Source >= p.Target) is { } back)
        {
            throw new ArgumentException($"Layer {back.Source} drives layer {back.Target}: characterised parameters serve feed-forward networks only.",
                nameof(network));
        }
        if (!neurons.Select(layer => layer.Count).SequenceEqual(network.Layers.Select(layer => layer.Size)))
        {
            throw new ArgumentException($"Parameters of {string.Join(" + ", neurons.Select(layer => layer.Count))} neurons for layers of "
                + $"{string.Join(" + ", network.Layers.Select(layer => layer.Size))}.", nameof(neurons));
        }
        (_network, _minimumSlope, _neurons) = (network, minimumSlope, [.. neurons.Select(layer => layer.ToArray())]);
        foreach (NeuronParameters neuron in _neurons.SelectMany(layer => layer))
        {
            neuron.Validate();
        }
        // Entry 0 is the input.
        _spikes = [.. Enumerable.Range(0, network.Layers.Count + 1).Select(_ => new List<SpikeRecord>())];
        _timeGradients = new double[_spikes.Length][];
        Array.Fill(_timeGradients, []);
    }

    /// <inheritdoc/>
    public void Accumulate(IReadOnlyList<SpikeRecord> merged, TimeGradients timeGradients, double[][] gradients)
    {
        Sort(merged, timeGradients);
        for (int layer = _network.Layers.Count - 1; layer >= 0; layer--)
        {
            _arrivals.Clear();
            for (int p = 0; p < _network.Projections.Count; p++)
            {
                if (_network.Projections[p].Target == layer)
                {
                    foreach (SpikeRecord spike in _spikes[_network.Projections[p].Source + 1])
                    {
                        _arrivals.Add((spike, p));
                    }
                }
            }
            for (int n = 0; n < _network.Layers[layer].Size; n++)
            {
                _own.Clear();
                foreach (SpikeRecord spike in _spikes[layer + 1])
                {
                    if (spike.Neuron == n)
                    {
                        _own.Add(spike);
                    }
                }
                Walk(layer, n, gradients);
            }
        }
    }

    private void Sort(IReadOnlyList<SpikeRecord> merged, TimeGradients timeGradients)
    {
        foreach (List<SpikeRecord> layer in _spikes)
        {
            layer.Clear();
        }
        foreach (SpikeRecord spike in merged)
        {
            _spikes[spike.Layer + 1].Add(spike);
        }
        for (int l = 0; l < _spikes.Length; l++)
        {
            if (_timeGradients[l].Length < _spikes[l].Count)
            {
                _timeGradients[l] = new double[2 * _spikes[l].Count];
            }
            Array.Clear(_timeGradients[l]);
        }
        for (int l = 1; l < _spikes.Length; l++)
        {
            foreach (SpikeRecord spike in _spikes[l])
            {
                _timeGradients[l][spike.Ordinal] = timeGradients[l - 1, spike.Ordinal];
            }
        }
    }

    // Backward through a neuron's own spikes; (a_V, a_e, a_i) is the co-state just before the later of them.
    private void Walk(int layer, int n, double[][] gradients)
    {
        LifParameters nominal = _network.Layers[layer].Parameters;
        NeuronParameters neuron = _neurons[layer][n];
        var after = default(CoState);
        for (int k = _own.Count - 1; k >= 0; k--)
        {
            double time = _own[k].TimeUs, release = time + nominal.RefractoryUs;
            bool last = k == _own.Count - 1;
            CoState released = last ? default : Back(after, neuron, Math.Max(0, after.TimeUs - release));
            if (!last)
            {
                // Free between release and the later spike, held before.
                CoState held = released with { V = 0, TimeUs = Math.Min(release, after.TimeUs) };
                Collect(layer, n, after, held.TimeUs, after.TimeUs, gradients);
                Collect(layer, n, held, time, held.TimeUs, gradients);
                after = Back(held, neuron, held.TimeUs - time);
            }
            double slope = Math.Max(CurrentAt(layer, n, time, inclusive: false) + nominal.Leak - nominal.Threshold, _minimumSlope * nominal.Threshold);
            double restart = last ? 0 : CurrentAt(layer, n, release, inclusive: nominal.RefractoryUs > 0) + nominal.Leak - neuron.Reset;
            after = after with
            {
                V = (released.V * restart - neuron.MembraneTauUs * _timeGradients[layer + 1][_own[k].Ordinal]) / slope, TimeUs = time,
            };
        }
        if (_own.Count > 0)
        {
            Collect(layer, n, after, double.NegativeInfinity, after.TimeUs, gradients);
        }
    }

    // Arrivals in [from, until) receive their gradients from the co-state at its time.
    private void Collect(int layer, int n, CoState at, double from, double until, double[][] gradients)
    {
        NeuronParameters neuron = _neurons[layer][n];
        foreach ((SpikeRecord spike, int p) in _arrivals)
        {
            double time = spike.TimeUs + neuron.DelayUs;
            if (time >= from && time < until)
            {
                int index = spike.Neuron * _network.Projections[p].TargetSize + n;
                double weight = _network.Projections[p].Weights[index];
                NeuronInput input = weight < 0 ? neuron.Inhibitory : neuron.Excitatory;
                CoState then = Back(at, neuron, at.TimeUs - time);
                double current = weight < 0 ? then.Inhibitory : then.Excitatory;
                gradients[p][index] += input.Gain * current;
                _timeGradients[spike.Layer + 1][spike.Ordinal] +=
                    weight * input.Gain * (current / input.TauUs - then.V / neuron.MembraneTauUs);
            }
        }
    }

    // A spike does not act on one with the same stamp (eventprop 6.12), but has acted when a neuron is released.
    private double CurrentAt(int layer, int n, double time, bool inclusive)
    {
        NeuronParameters neuron = _neurons[layer][n];
        double sum = 0;
        foreach ((SpikeRecord spike, int p) in _arrivals)
        {
            double s = time - spike.TimeUs - neuron.DelayUs;
            if (s > 0 || (inclusive && s == 0))
            {
                double weight = _network.Projections[p].Weights[spike.Neuron * _network.Projections[p].TargetSize + n];
                NeuronInput input = weight < 0 ? neuron.Inhibitory : neuron.Excitatory;
                sum += weight * input.Gain * Math.Exp(-s / input.TauUs);
            }
        }
        return sum;
    }

    private static CoState Back(CoState from, NeuronParameters neuron, double s)
    {
        double tauM = neuron.MembraneTauUs, m = Math.Exp(-s / tauM);
        return new(from.V * m, Carried(from.Excitatory, neuron.Excitatory.TauUs), Carried(from.Inhibitory, neuron.Inhibitory.TauUs), from.TimeUs - s);

        double Carried(double current, double tau)
        {
            double d = Math.Exp(-s / tau);
            double response = Math.Abs(tauM - tau) <= LifKernel.EqualTolerance * tauM ? s / tauM * m : tau / (tauM - tau) * (m - d);
            return current * d + response * from.V;
        }
    }

    // dL/dV and dL/dI of both inputs at a time.
    private readonly record struct CoState(double V, double Excitatory, double Inhibitory, double TimeUs);
}
