using Bss2.Network;
using Bss2.Training;
using Bss2.Training.EventProp;

namespace Bss2.Baselines;

/// <summary>
/// Göltz et al.'s gradient: the first spike of each neuron is differentiated in closed form with respect to the weights and times of its
/// causal inputs, layer by layer. Feed-forward nets with τ_m = τ_s or τ_m = 2 τ_s only; later spikes count for nothing.
/// </summary>
/// <remarks>
/// In the loop the causal set and t are the observed ones, the slope at threshold is the nominal model's; a spike that the nominal model
/// cannot explain gets no gradient, and a neuron's gradient beyond a limit is dropped, as in the published code (eventprop 3, 4.2).
/// </remarks>
public sealed class AnalyticFirstSpike : IGradientEstimator
{
    private readonly NetworkSnapshot _network;
    private readonly double _largestNorm;
    private readonly double[][] _first, _byTime;
    private readonly int[][] _ordinal;

    /// <summary>Prepares for a network; its weights may change between calls as long as the arrays stay the same.</summary>
    /// <param name="network">Feed-forward: every projection goes from an earlier to a later layer, or comes from the input.</param>
    /// <param name="largestNorm">A neuron whose dt/dw has a larger norm, µs, gives no gradient: it grazes its threshold.</param>
    /// <exception cref="ArgumentException">The net is recurrent, or a layer has another ratio of time constants.</exception>
    public AnalyticFirstSpike(NetworkSnapshot network, double largestNorm)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(largestNorm);
        foreach (LifLayer layer in network.Layers)
        {
            (double m, double s) = (layer.Parameters.MembraneTimeConstantUs, layer.Parameters.SynapticTimeConstantUs);
            if ((m != s && m != 2 * s) || layer.Parameters.Leak != 0)
            {
                throw new ArgumentException($"Layer {layer.Name} has τ_m = {m} µs, τ_s = {s} µs and leak {layer.Parameters.Leak}; the "
                    + "closed forms need τ_m = τ_s or 2 τ_s, and leak 0. Use the eventprop estimator.", nameof(network));
            }
        }
        if (network.Projections.FirstOrDefault(p => p.Source >= p.Target) is { } loop)
        {
            throw new ArgumentException($"The projection from layer {loop.Source} to layer {loop.Target} is recurrent; a first-spike "
                + "gradient is defined for feed-forward nets only. Use the eventprop estimator.", nameof(network));
        }
        (_network, _largestNorm) = (network, largestNorm);
        _first = [new double[network.InputSize], .. network.Layers.Select(layer => new double[layer.Size])];
        _byTime = [new double[network.InputSize], .. network.Layers.Select(layer => new double[layer.Size])];
        _ordinal = [new int[network.InputSize], .. network.Layers.Select(layer => new int[layer.Size])];
    }

    /// <inheritdoc/>
    public void Accumulate(IReadOnlyList<SpikeRecord> merged, TimeGradients timeGradients, double[][] gradients)
    {
        FindFirst(merged, timeGradients);
        for (int layer = _network.Layers.Count - 1; layer >= 0; layer--)
        {
            for (int n = 0; n < _network.Layers[layer].Size; n++)
            {
                double g = _byTime[layer + 1][n];
                if (g != 0)
                {
                    Backward(layer, n, g, gradients);
                }
            }
        }
    }

    private void FindFirst(IReadOnlyList<SpikeRecord> merged, TimeGradients timeGradients)
    {
        for (int l = 0; l < _first.Length; l++)
        {
            Array.Fill(_first[l], double.PositiveInfinity);
            Array.Clear(_byTime[l]);
        }
        foreach (SpikeRecord spike in merged)
        {
            ref double first = ref _first[spike.Layer + 1][spike.Neuron];
            if (double.IsPositiveInfinity(first))
            {
                first = spike.TimeUs;
                _byTime[spike.Layer + 1][spike.Neuron] = spike.Layer >= 0 ? timeGradients[spike.Layer, spike.Ordinal] : 0;
            }
        }
    }

    private void Backward(int layer, int neuron, double g, double[][] gradients)
    {
        double t = _first[layer + 1][neuron];
        if (Slope(layer, neuron, t) is not { } slope)
        {
            return;
        }
        LifKernel kernel = new(_network.Layers[layer].Parameters);
        double square = 0;
        foreach ((_, _, _, double s) in Causal(layer, neuron, t))
        {
            double response = kernel.Response(s);
            square += response * response;
        }
        if (Math.Sqrt(square) / slope > _largestNorm)
        {
            return;
        }
        foreach ((int k, int source, int index, double s) in Causal(layer, neuron, t))
        {
            Projection projection = _network.Projections[k];
            double m = kernel.MembraneDecay(s), d = kernel.SynapticDecay(s);
            gradients[k][index] -= g * kernel.Response(s, m, d) / slope;
            _byTime[projection.Source + 1][source] += g * projection.Weights[index] * kernel.ResponseSlope(s, m, d) / slope;
        }
    }

    // First spikes of the sources before t: projection, source neuron, index of the weight, age s.
    private IEnumerable<(int Projection, int Source, int Index, double AgeUs)> Causal(int layer, int neuron, double t)
    {
        for (int k = 0; k < _network.Projections.Count; k++)
        {
            Projection projection = _network.Projections[k];
            for (int i = 0; projection.Target == layer && i < projection.SourceSize; i++)
            {
                double s = t - _first[projection.Source + 1][i];
                if (s > 0)
                {
                    yield return (k, i, i * projection.TargetSize + neuron, s);
                }
            }
        }
    }

    // V' at threshold as the closed forms have it, sums taken relative to t. τ_m = τ_s: a (1 + W0(z))/τ with z = −(θ/a) e^{b/a};
    // τ_m = 2 τ_s: √(a2² − 4 a1 θ)/(2 τ_s). Null where the nominal model has no spike.
    private double? Slope(int layer, int neuron, double t)
    {
        LifParameters p = _network.Layers[layer].Parameters;
        double tau = p.MembraneTimeConstantUs, a = 0, b = 0;
        bool equal = tau == p.SynapticTimeConstantUs;
        foreach ((int k, _, int index, double s) in Causal(layer, neuron, t))
        {
            double weight = _network.Projections[k].Weights[index], e = Math.Exp(-s / tau);
            a += weight * e;
            b += weight * e * (equal ? -s / tau : e);
        }
        double slope = equal ? a * (1 + LambertW.Principal(-p.Threshold / a * Math.Exp(b / a))) / tau
            : Math.Sqrt(a * a - 4 * b * p.Threshold) / tau;
        return a > 0 && slope > 0 ? slope : null;
    }
}
