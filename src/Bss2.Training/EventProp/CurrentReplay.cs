using Bss2.Network;

namespace Bss2.Training.EventProp;

/// <summary>
/// Synaptic currents recomputed from recorded spike times: I_n just before each of its own spikes and at the end of the refractory
/// time that follows. No membrane voltage is ever needed.
/// </summary>
internal sealed class CurrentReplay
{
    private readonly NetworkSnapshot _network;
    private readonly int[][] _outgoing;
    private readonly int[] _offset;
    private readonly double[] _current, _layerTime;
    private readonly int[] _last;
    private readonly LayerSpikes[] _layers;

    public CurrentReplay(NetworkSnapshot network)
    {
        _network = network;
        _offset = Offsets(network);
        _current = new double[_offset[^1]];
        _last = new int[_offset[^1]];
        _layerTime = new double[network.Layers.Count];
        _layers = [.. network.Layers.Select(_ => new LayerSpikes())];
        _outgoing = [.. Enumerable.Range(-1, network.Layers.Count + 1).Select(source =>
            Enumerable.Range(0, network.Projections.Count).Where(p => network.Projections[p].Source == source).ToArray())];
    }

    /// <summary>First neuron of each layer in arrays over all neurons; the last entry is their number.</summary>
    public static int[] Offsets(NetworkSnapshot network)
    {
        var offset = new int[network.Layers.Count + 1];
        for (int l = 0; l < network.Layers.Count; l++)
        {
            offset[l + 1] = offset[l] + network.Layers[l].Size;
        }
        return offset;
    }

    public ReadOnlySpan<int> OutgoingOf(int layer) => _outgoing[layer + 1];

    public int LastSpikeOf(int neuron) => _last[neuron];

    public int PreviousSpikeOf(int layer, int ordinal) => _layers[layer].Previous[ordinal];

    public double TimeOf(int layer, int ordinal) => _layers[layer].Time[ordinal];

    public double CurrentAtSpike(int layer, int ordinal) => _layers[layer].AtSpike[ordinal];

    public double CurrentAtRelease(int layer, int ordinal) => _layers[layer].AtRelease[ordinal];

    public void Run(IReadOnlyList<SpikeRecord> merged)
    {
        Array.Clear(_current);
        Array.Clear(_layerTime);
        Array.Fill(_last, -1);
        foreach (LayerSpikes layer in _layers)
        {
            layer.Clear();
        }
        foreach (SpikeRecord spike in merged)
        {
            if (spike.Layer >= 0)
            {
                Record(spike);
            }
            foreach (int p in OutgoingOf(spike.Layer))
            {
                Projection projection = _network.Projections[p];
                AdvanceLayer(projection.Target, spike.TimeUs);
                Span<double> current = _current.AsSpan(_offset[projection.Target], projection.TargetSize);
                ReadOnlySpan<double> weights = projection.Weights.AsSpan(spike.Neuron * projection.TargetSize, projection.TargetSize);
                for (int j = 0; j < current.Length; j++)
                {
                    current[j] += weights[j];
                }
            }
        }
        for (int l = 0; l < _layers.Length; l++)
        {
            CaptureReleases(l, double.PositiveInfinity);
        }
    }

    private void Record(SpikeRecord spike)
    {
        LifParameters parameters = _network.Layers[spike.Layer].Parameters;
        CaptureReleases(spike.Layer, spike.TimeUs);
        int neuron = _offset[spike.Layer] + spike.Neuron;
        LayerSpikes layer = _layers[spike.Layer];
        layer.Neuron.Add(neuron);
        layer.Time.Add(spike.TimeUs);
        layer.Previous.Add(_last[neuron]);
        layer.AtSpike.Add(CurrentAt(spike.Layer, neuron, spike.TimeUs));
        _last[neuron] = spike.Ordinal;
        if (parameters.RefractoryUs == 0)
        {
            CaptureReleases(spike.Layer, double.BitIncrement(spike.TimeUs));
        }
    }

    private double CurrentAt(int layer, int neuron, double time) =>
        _current[neuron] * Math.Exp(-(time - _layerTime[layer]) / _network.Layers[layer].Parameters.SynapticTimeConstantUs);

    private void AdvanceLayer(int layer, double time)
    {
        CaptureReleases(layer, time);
        double decay = Math.Exp(-(time - _layerTime[layer]) / _network.Layers[layer].Parameters.SynapticTimeConstantUs);
        foreach (ref double current in _current.AsSpan(_offset[layer], _network.Layers[layer].Size))
        {
            current *= decay;
        }
        _layerTime[layer] = time;
    }

    // Releases come in the order of the spikes because a layer's refractory time is one number.
    private void CaptureReleases(int layer, double before)
    {
        LayerSpikes spikes = _layers[layer];
        double refractory = _network.Layers[layer].Parameters.RefractoryUs;
        while (spikes.AtRelease.Count < spikes.Time.Count && spikes.Time[spikes.AtRelease.Count] + refractory < before)
        {
            int k = spikes.AtRelease.Count;
            spikes.AtRelease.Add(CurrentAt(layer, spikes.Neuron[k], spikes.Time[k] + refractory));
        }
    }

    private sealed class LayerSpikes
    {
        public List<int> Neuron { get; } = [];

        public List<int> Previous { get; } = [];

        public List<double> Time { get; } = [];

        public List<double> AtSpike { get; } = [];

        public List<double> AtRelease { get; } = [];

        public void Clear()
        {
            Neuron.Clear();
            Previous.Clear();
            Time.Clear();
            AtSpike.Clear();
            AtRelease.Clear();
        }
    }
}
