using Bss2.Network;

namespace Bss2.Training.EventProp;

/// <summary>
/// Event-driven EventProp without a time step: currents are replayed from the recorded spikes, then the co-state is carried backward
/// in closed form from spike to spike, in one merged order, so that any topology works.
/// </summary>
/// <remarks>
/// Co-state a_V = dL/dV, a_I = dL/dI (eventprop 2; = −τ_m λ_V, −τ_s λ_I of Wunderlich &amp; Pehle 2021).
/// At a spike of n: c = I_n + E_l − θ, D = dL/dt + Σ_j w_jn (a_I,j/τ_s − a_V,j/τ_m),
/// a_V⁻ = a_V(t+r) (I_n(t+r) + E_l − V_r)/c − τ_m D/c, and dL/dw_jn += a_I,j. During the refractory time a_V = 0.
/// </remarks>
public sealed class ExactEventProp : IGradientEstimator
{
    private readonly NetworkSnapshot _network;
    private readonly double _minimumSlope;
    private readonly CurrentReplay _replay;
    private readonly LifKernel[] _kernels;
    private readonly int[] _offset;
    private readonly double[] _adjointV, _adjointI, _time, _savedV;
    private readonly int[] _pending;
    private readonly bool[] _held;

    /// <summary>Prepares for a network; its weights may change between calls as long as the arrays stay the same.</summary>
    /// <param name="network">Topology, parameters and the weights to differentiate at.</param>
    /// <param name="minimumSlope">Clamp of c, in units of the threshold: grazing spikes, and spikes that nominal parameters cannot
    /// explain, would otherwise give infinite or wrong-signed jumps (eventprop 6.2).</param>
    public ExactEventProp(NetworkSnapshot network, double minimumSlope)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimumSlope);
        (_network, _minimumSlope) = (network, minimumSlope);
        _replay = new(network);
        _kernels = [.. network.Layers.Select(layer => new LifKernel(layer.Parameters))];
        _offset = CurrentReplay.Offsets(network);
        int neurons = _offset[^1];
        (_adjointV, _adjointI, _time, _savedV) = (new double[neurons], new double[neurons], new double[neurons], new double[neurons]);
        (_pending, _held) = (new int[neurons], new bool[neurons]);
    }

    /// <inheritdoc/>
    public void Accumulate(IReadOnlyList<SpikeRecord> merged, TimeGradients timeGradients, double[][] gradients)
    {
        _replay.Run(merged);
        Array.Clear(_adjointV);
        Array.Clear(_adjointI);
        Array.Clear(_savedV);
        Array.Clear(_held);
        Array.Fill(_time, _network.WindowUs);
        for (int n = 0; n < _pending.Length; n++)
        {
            _pending[n] = _replay.LastSpikeOf(n);
        }
        for (int k = merged.Count - 1; k >= 0; k--)
        {
            SpikeRecord spike = merged[k];
            double delayed = Collect(spike, gradients);
            if (spike.Layer >= 0)
            {
                Jump(spike, timeGradients[spike.Layer, spike.Ordinal] + delayed);
            }
        }
    }

    private double Collect(SpikeRecord spike, double[][] gradients)
    {
        double sum = 0;
        foreach (int p in _replay.OutgoingOf(spike.Layer))
        {
            Projection projection = _network.Projections[p];
            LifParameters parameters = _network.Layers[projection.Target].Parameters;
            double overTauS = 1 / parameters.SynapticTimeConstantUs, overTauM = 1 / parameters.MembraneTimeConstantUs;
            int first = _offset[projection.Target], row = spike.Neuron * projection.TargetSize;
            for (int j = 0; j < projection.TargetSize; j++)
            {
                CarryBack(projection.Target, first + j, spike.TimeUs);
                gradients[p][row + j] += _adjointI[first + j];
                // Without refractory time a neuron's own spike reaches it just after its reset: a_V there is the saved one.
                double v = _held[first + j] && parameters.RefractoryUs == 0 ? _savedV[first + j] : _adjointV[first + j];
                sum += projection.Weights[row + j] * (_adjointI[first + j] * overTauS - v * overTauM);
            }
        }
        return sum;
    }

    private void Jump(SpikeRecord spike, double timeGradient)
    {
        LifParameters parameters = _network.Layers[spike.Layer].Parameters;
        int neuron = _offset[spike.Layer] + spike.Neuron;
        CarryBack(spike.Layer, neuron, spike.TimeUs);
        double slope = _replay.CurrentAtSpike(spike.Layer, spike.Ordinal) + parameters.Leak - parameters.Threshold;
        slope = Math.Max(slope, _minimumSlope * parameters.Threshold);
        double after = _held[neuron] ? _savedV[neuron] : _adjointV[neuron];
        double restart = _replay.CurrentAtRelease(spike.Layer, spike.Ordinal) + parameters.Leak - parameters.Reset;
        _adjointV[neuron] = (after * restart - parameters.MembraneTimeConstantUs * timeGradient) / slope;
        _held[neuron] = false;
        _savedV[neuron] = 0;
        _pending[neuron] = _replay.PreviousSpikeOf(spike.Layer, spike.Ordinal);
    }

    // Carries (a_V, a_I) of a neuron from its own time back to t, stopping at the release of its pending spike, before which V is held.
    private void CarryBack(int layer, int neuron, double t)
    {
        double from = _time[neuron];
        if (from <= t)
        {
            return;
        }
        ref readonly LifKernel kernel = ref _kernels[layer];
        if (!_held[neuron])
        {
            double release = _pending[neuron] >= 0
                ? _replay.TimeOf(layer, _pending[neuron]) + _network.Layers[layer].Parameters.RefractoryUs
                : double.NegativeInfinity;
            double to = Math.Min(from, Math.Max(t, release));
            double v = _adjointV[neuron];
            if (v != 0 && to < from)
            {
                double s = from - to, m = kernel.MembraneDecay(s), d = kernel.SynapticDecay(s);
                _adjointI[neuron] = d * _adjointI[neuron] + kernel.Response(s, m, d) * v;
                _adjointV[neuron] = m * v;
            }
            else if (_adjointI[neuron] != 0)
            {
                _adjointI[neuron] *= kernel.SynapticDecay(from - to);
            }
            from = to;
            if (release >= t && _pending[neuron] >= 0)
            {
                (_savedV[neuron], _adjointV[neuron], _held[neuron]) = (_adjointV[neuron], 0, true);
            }
        }
        if (from > t && _adjointI[neuron] != 0)
        {
            _adjointI[neuron] *= kernel.SynapticDecay(from - t);
        }
        _time[neuron] = t;
    }
}
