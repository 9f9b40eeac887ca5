using Bss2.Network;

namespace Bss2.Training.EventProp;

/// <summary>The paper's method: currents and co-state on a grid of dt, by explicit and reverse Euler.</summary>
/// <remarks>
/// a_I[k] = (1 − dt/τ_s) a_I[k+1] + dt/τ_m a_V[k+1], a_V[k] = (1 − dt/τ_m) a_V[k+1]: the transpose of the forward step; jumps as in
/// <see cref="ExactEventProp"/>. Spikes are put on the nearest grid point. First order in dt.
/// </remarks>
public sealed class EulerEventProp : IGradientEstimator
{
    private readonly NetworkSnapshot _network;
    private readonly double _dt, _minimumSlope;
    private readonly int _steps;
    private readonly int[] _offset;
    private readonly int[][] _outgoing;
    private readonly double[] _current, _adjointV, _adjointI, _saved;
    private readonly double[][] _history;
    private readonly int[] _holdUntil;
    private readonly List<SpikeRecord>[] _atStep;

    /// <summary>Prepares for a network.</summary>
    /// <param name="network">Topology, parameters and weights.</param>
    /// <param name="stepUs">dt, µs.</param>
    /// <param name="minimumSlope">Clamp of I + E_l − θ, in thresholds.</param>
    public EulerEventProp(NetworkSnapshot network, double stepUs, double minimumSlope)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepUs);
        (_network, _dt, _minimumSlope) = (network, stepUs, minimumSlope);
        _steps = (int)Math.Round(network.WindowUs / stepUs);
        _offset = CurrentReplay.Offsets(network);
        int neurons = _offset[^1];
        (_current, _adjointV, _adjointI, _saved) = (new double[neurons], new double[neurons], new double[neurons], new double[neurons]);
        _history = [.. Enumerable.Range(0, _steps + 1).Select(_ => new double[neurons])];
        _holdUntil = new int[neurons];
        _atStep = [.. Enumerable.Range(0, _steps + 1).Select(_ => new List<SpikeRecord>())];
        _outgoing = [.. Enumerable.Range(-1, network.Layers.Count + 1).Select(source =>
            Enumerable.Range(0, network.Projections.Count).Where(p => network.Projections[p].Source == source).ToArray())];
    }

    /// <inheritdoc/>
    public void Accumulate(IReadOnlyList<SpikeRecord> merged, TimeGradients timeGradients, double[][] gradients)
    {
        foreach (List<SpikeRecord> spikes in _atStep)
        {
            spikes.Clear();
        }
        foreach (SpikeRecord spike in merged)
        {
            _atStep[Math.Clamp((int)Math.Round(spike.TimeUs / _dt), 0, _steps)].Add(spike);
        }
        ReplayCurrents();
        Array.Clear(_adjointV);
        Array.Clear(_adjointI);
        MarkHolds();
        for (int k = _steps; k >= 0; k--)
        {
            // Later layers first: a target's reset is undone before the spikes that caused it (eventprop 2). Within a layer backward too:
            // a neuron's second spike of a step is undone before its first.
            for (int layer = _network.Layers.Count - 1; layer >= Projection.Input; layer--)
            {
                for (int s = _atStep[k].Count - 1; s >= 0; s--)
                {
                    if (_atStep[k][s].Layer == layer)
                    {
                        Walk(_atStep[k][s], k, timeGradients, gradients);
                    }
                }
            }
            if (k > 0)
            {
                StepBack(k);
            }
        }
    }

    // _history[k]: currents at step k before the spikes of that step arrive.
    private void ReplayCurrents()
    {
        Array.Clear(_current);
        for (int k = 0; k <= _steps; k++)
        {
            if (k > 0)
            {
                for (int l = 0; l < _network.Layers.Count; l++)
                {
                    double decay = 1 - _dt / _network.Layers[l].Parameters.SynapticTimeConstantUs;
                    for (int n = _offset[l]; n < _offset[l + 1]; n++)
                    {
                        _current[n] *= decay;
                    }
                }
            }
            _current.CopyTo(_history[k], 0);
            foreach (SpikeRecord spike in _atStep[k])
            {
                foreach (int p in _outgoing[spike.Layer + 1])
                {
                    Projection projection = _network.Projections[p];
                    int first = _offset[projection.Target], row = spike.Neuron * projection.TargetSize;
                    for (int j = 0; j < projection.TargetSize; j++)
                    {
                        _current[first + j] += projection.Weights[row + j];
                    }
                }
            }
        }
    }

    // _holdUntil[n]: last step of the refractory hold that ends latest before the present step, walked from the end.
    private void MarkHolds()
    {
        Array.Fill(_holdUntil, -1);
        Array.Clear(_saved);
        for (int k = 0; k <= _steps; k++)
        {
            foreach (SpikeRecord spike in _atStep[k])
            {
                if (spike.Layer >= 0)
                {
                    _holdUntil[_offset[spike.Layer] + spike.Neuron] = k + HoldSteps(spike.Layer);
                }
            }
        }
        for (int n = 0; n < _holdUntil.Length; n++)
        {
            if (_holdUntil[n] > _steps)
            {
                _holdUntil[n] = _steps;
            }
        }
    }

    private int HoldSteps(int layer) => (int)Math.Min(_steps + 1.0, Math.Round(_network.Layers[layer].Parameters.RefractoryUs / _dt));

    private void Walk(SpikeRecord spike, int step, TimeGradients timeGradients, double[][] gradients)
    {
        double sum = 0;
        foreach (int p in _outgoing[spike.Layer + 1])
        {
            Projection projection = _network.Projections[p];
            LifParameters target = _network.Layers[projection.Target].Parameters;
            int first = _offset[projection.Target], row = spike.Neuron * projection.TargetSize;
            for (int j = 0; j < projection.TargetSize; j++)
            {
                gradients[p][row + j] += _adjointI[first + j];
                sum += projection.Weights[row + j] * (_adjointI[first + j] / target.SynapticTimeConstantUs
                    - _adjointV[first + j] / target.MembraneTimeConstantUs);
            }
        }
        if (spike.Layer < 0)
        {
            return;
        }
        LifParameters parameters = _network.Layers[spike.Layer].Parameters;
        int neuron = _offset[spike.Layer] + spike.Neuron;
        int release = step + HoldSteps(spike.Layer);
        double after = release > step ? _saved[neuron] : _adjointV[neuron];
        double restart = release <= _steps ? _history[release][neuron] + parameters.Leak - parameters.Reset : 0;
        double slope = Math.Max(_history[step][neuron] + parameters.Leak - parameters.Threshold, _minimumSlope * parameters.Threshold);
        _adjointV[neuron] = (after * restart
            - parameters.MembraneTimeConstantUs * (timeGradients[spike.Layer, spike.Ordinal] + sum)) / slope;
        _saved[neuron] = 0;
        _holdUntil[neuron] = PreviousRelease(spike, step);
    }

    private int PreviousRelease(SpikeRecord spike, int step)
    {
        for (int k = step - 1; k >= 0; k--)
        {
            foreach (SpikeRecord earlier in _atStep[k])
            {
                if (earlier.Layer == spike.Layer && earlier.Neuron == spike.Neuron)
                {
                    return Math.Min(k + HoldSteps(spike.Layer), step);
                }
            }
        }
        return -1;
    }

    private void StepBack(int step)
    {
        for (int l = 0; l < _network.Layers.Count; l++)
        {
            LifParameters parameters = _network.Layers[l].Parameters;
            double decayI = 1 - _dt / parameters.SynapticTimeConstantUs, decayV = 1 - _dt / parameters.MembraneTimeConstantUs;
            double feed = _dt / parameters.MembraneTimeConstantUs;
            bool holds = HoldSteps(l) > 0;
            for (int n = _offset[l]; n < _offset[l + 1]; n++)
            {
                if (holds && step == _holdUntil[n])
                {
                    (_saved[n], _adjointV[n]) = (_adjointV[n], 0);
                }
                _adjointI[n] = decayI * _adjointI[n] + feed * _adjointV[n];
                _adjointV[n] *= decayV;
            }
        }
    }
}
