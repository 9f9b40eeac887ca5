using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>A network whose projections all lead to later layers: one layer after the other, each in lanes.</summary>
internal sealed class FeedForwardSimulation<T> : ISampleSimulation
    where T : unmanaged, ILanes<T>
{
    private readonly NetworkSnapshot _shape;
    private readonly StackedWeights[] _weights;
    private readonly LayerSweep<T>[] _sweeps;
    private readonly SpikeTrain _train = new();
    private readonly Arrivals _arrivals = new();

    public FeedForwardSimulation(NetworkSnapshot network)
    {
        _shape = network;
        _weights = [.. network.Layers.Select((_, l) => new StackedWeights(network, l))];
        _sweeps = [.. network.Layers.Select(layer => new LayerSweep<T>(layer, network.WindowUs))];
    }

    /// <summary>Whether a network is of the kind that this class serves.</summary>
    public static bool Serves(NetworkSnapshot network) =>
        network.Projections.All(p => p.Source < p.Target) && network.Layers.All(LayerSweep<T>.Serves);

    /// <inheritdoc/>
    public void Load(NetworkSnapshot network)
    {
        foreach (StackedWeights weights in _weights)
        {
            weights.Load(network);
        }
    }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample)
    {
        for (int l = 0; l < _sweeps.Length; l++)
        {
            Collect(l, inputs, record, sample);
            _sweeps[l].Run(_arrivals, _weights[l].Values, _train);
            _train.SortInto(record.Fill(sample, l, _train.Count));
        }
    }

    private void Collect(int layer, ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample)
    {
        _arrivals.Clear();
        StackedWeights weights = _weights[layer];
        for (int p = 0; p < weights.Projections.Length; p++)
        {
            int source = _shape.Projections[weights.Projections[p]].Source, first = weights.FirstRow(p);
            foreach (TimedSpike spike in source == Projection.Input ? inputs : record.Spikes(sample, source))
            {
                _arrivals.Add(spike.TimeUs, first + spike.Source);
            }
        }
        if (weights.Projections.Length > 1)
        {
            _arrivals.Sort();
        }
    }
}
