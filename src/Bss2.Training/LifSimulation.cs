using Bss2.Network;

namespace Bss2.Training;

/// <summary>The plain event queue: any topology, one neuron at a time. The oracle of the vectorised simulations.</summary>
internal sealed class LifSimulation : ISampleSimulation
{
    // A net that fires without end in a finite window would never return; far above any biological or chip rate.
    private const int MaximumSpikes = 1_000_000;

    private NetworkSnapshot _network;
    private readonly int[] _offset;
    private readonly LifKernel[] _kernels;
    private readonly double[] _v, _i, _time, _refractoryEnd, _next;
    private readonly int[] _layerOf;
    private readonly List<int>[] _outgoing;
    private readonly List<TimedSpike>[] _spikes;

    public LifSimulation(NetworkSnapshot network)
    {
        _network = network;
        int layers = network.Layers.Count;
        _offset = new int[layers + 1];
        _kernels = new LifKernel[layers];
        _spikes = new List<TimedSpike>[layers];
        for (int l = 0; l < layers; l++)
        {
            _offset[l + 1] = _offset[l] + network.Layers[l].Size;
            _kernels[l] = new(network.Layers[l].Parameters);
            _spikes[l] = [];
        }
        int neurons = _offset[layers];
        (_v, _i, _time, _refractoryEnd, _next) =
            (new double[neurons], new double[neurons], new double[neurons], new double[neurons], new double[neurons]);
        _layerOf = new int[neurons];
        for (int l = 0; l < layers; l++)
        {
            Array.Fill(_layerOf, l, _offset[l], network.Layers[l].Size);
        }
        _outgoing = new List<int>[layers + 1];
        for (int source = 0; source <= layers; source++)
        {
            _outgoing[source] = [.. Enumerable.Range(0, network.Projections.Count).Where(p => network.Projections[p].Source == source - 1)];
        }
    }

    /// <inheritdoc/>
    public void Load(NetworkSnapshot network) => _network = network;

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample)
    {
        Reset();
        int input = 0, total = 0;
        double window = _network.WindowUs;
        while (true)
        {
            int neuron = Earliest(out double spikeTime);
            double inputTime = input < inputs.Length ? inputs[input].TimeUs : double.PositiveInfinity;
            if (Math.Min(spikeTime, inputTime) > window)
            {
                break;
            }
            if (inputTime <= spikeTime)
            {
                Deliver(Projection.Input, inputs[input].Source, inputTime);
                input++;
                continue;
            }
            if (++total > MaximumSpikes)
            {
                throw new InvalidOperationException($"More than {MaximumSpikes} spikes in one sample: the network runs away.");
            }
            Fire(neuron, spikeTime);
        }
        for (int l = 0; l < _spikes.Length; l++)
        {
            _spikes[l].CopyTo(record.Fill(sample, l, _spikes[l].Count));
        }
    }

    private void Reset()
    {
        for (int l = 0; l < _spikes.Length; l++)
        {
            _spikes[l].Clear();
            LifParameters parameters = _network.Layers[l].Parameters;
            for (int n = _offset[l]; n < _offset[l + 1]; n++)
            {
                // A neuron whose leak lies below threshold starts at rest; one that fires by itself starts at reset.
                (_v[n], _i[n], _time[n], _refractoryEnd[n]) = (parameters.Leak < parameters.Threshold ? parameters.Leak : parameters.Reset, 0, 0, 0);
                Predict(n);
            }
        }
    }

    private int Earliest(out double time)
    {
        int best = -1;
        time = double.PositiveInfinity;
        for (int n = 0; n < _next.Length; n++)
        {
            if (_next[n] < time)
            {
                (best, time) = (n, _next[n]);
            }
        }
        return best;
    }

    private void Fire(int neuron, double time)
    {
        int layer = _layerOf[neuron];
        LifParameters parameters = _network.Layers[layer].Parameters;
        AdvanceTo(neuron, time);
        _v[neuron] = parameters.Reset;
        _refractoryEnd[neuron] = time + parameters.RefractoryUs;
        Predict(neuron);
        _spikes[layer].Add(new(neuron - _offset[layer], time));
        Deliver(layer, neuron - _offset[layer], time);
    }

    private void Deliver(int source, int index, double time)
    {
        foreach (int p in _outgoing[source + 1])
        {
            Projection projection = _network.Projections[p];
            int first = _offset[projection.Target];
            ReadOnlySpan<double> weights = projection.Weights.AsSpan(index * projection.TargetSize, projection.TargetSize);
            for (int j = 0; j < weights.Length; j++)
            {
                if (weights[j] != 0)
                {
                    AdvanceTo(first + j, time);
                    _i[first + j] += weights[j];
                    Predict(first + j);
                }
            }
        }
    }

    private void AdvanceTo(int neuron, double time)
    {
        ref readonly LifKernel kernel = ref _kernels[_layerOf[neuron]];
        double start = _time[neuron];
        if (start < _refractoryEnd[neuron])
        {
            // V is held at reset, the current decays.
            double held = Math.Min(time, _refractoryEnd[neuron]);
            _i[neuron] *= kernel.SynapticDecay(held - start);
            start = held;
        }
        if (time > start)
        {
            kernel.Advance(time - start, ref _v[neuron], ref _i[neuron]);
        }
        _time[neuron] = time;
    }

    private void Predict(int neuron)
    {
        ref readonly LifKernel kernel = ref _kernels[_layerOf[neuron]];
        double start = _time[neuron], current = _i[neuron];
        if (start < _refractoryEnd[neuron])
        {
            if (_refractoryEnd[neuron] > _network.WindowUs)
            {
                _next[neuron] = double.PositiveInfinity;
                return;
            }
            current *= kernel.SynapticDecay(_refractoryEnd[neuron] - start);
            start = _refractoryEnd[neuron];
        }
        _next[neuron] = start + kernel.TimeToThreshold(_v[neuron], current, _network.WindowUs - start + 1);
    }
}
