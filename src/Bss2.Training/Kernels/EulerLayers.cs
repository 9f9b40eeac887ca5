using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>A network whose projections all lead to later layers, by explicit Euler: one layer after the other, each in lanes.</summary>
internal sealed class EulerLayers<T> : ISampleSimulation
    where T : unmanaged, ILanes<T>
{
    private readonly NetworkSnapshot _shape;
    private readonly double _stepUs;
    private readonly bool _interpolate;
    private readonly StackedWeights[] _weights;
    private readonly IStepSweep[] _sweeps;
    private readonly SpikeTrain _train = new();
    private readonly StepArrivals _arrivals;

    public EulerLayers(NetworkSnapshot network, double stepUs, bool interpolate)
    {
        (_shape, _stepUs, _interpolate) = (network, stepUs, interpolate);
        _sweeps = [.. network.Layers.Select(layer => SweepOf(layer, network.WindowUs))];
        _weights = [.. network.Layers.Select((_, l) => new StackedWeights(network, l, _sweeps[l].Multiple))];
        _arrivals = new((int)Math.Round(network.WindowUs / stepUs));
    }

    /// <summary>Whether a network is of the kind that this class serves: no loops, and nothing fires before the first step.</summary>
    public static bool Serves(NetworkSnapshot network) =>
        network.Projections.All(p => p.Source < p.Target) && network.Layers.All(layer => layer.Parameters.Leak <= layer.Parameters.Threshold);

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
            Collect(l, inputs);
            _sweeps[l].Run(_arrivals, _weights[l]);
            Span<TimedSpike> spikes = record.Fill(sample, l, _sweeps[l].Count);
            _sweeps[l].Read(spikes);
            if (_interpolate)
            {
                _train.Clear();
                foreach (TimedSpike spike in spikes)
                {
                    _train.Add(spike.TimeUs, spike.Source);
                }
                _train.SortInto(spikes);
            }
        }
    }

    private IStepSweep SweepOf(LifLayer layer, double windowUs) => !_interpolate && SingleSpikeSweep<T>.Serves(layer, windowUs, _stepUs)
        ? new SingleSpikeSweep<T>(layer, windowUs, _stepUs) : new EulerSweep<T>(layer, windowUs, _stepUs, _interpolate);

    // At a step, layers first and then inputs, as the plain loop delivers them.
    private void Collect(int layer, ReadOnlySpan<TimedSpike> inputs)
    {
        _arrivals.Clear();
        for (int source = 0; source < layer; source++)
        {
            ReadOnlySpan<int> steps = _sweeps[source].Steps, neurons = _sweeps[source].Neurons;
            for (int k = 0; k < steps.Length && k < neurons.Length; k++)
            {
                Arrive(layer, source, neurons[k], steps[k]);
            }
        }
        foreach (TimedSpike spike in inputs)
        {
            Arrive(layer, Projection.Input, spike.Source, (int)Math.Round(spike.TimeUs / _stepUs));
        }
        _arrivals.Sort();
    }

    private void Arrive(int layer, int source, int neuron, int step)
    {
        StackedWeights weights = _weights[layer];
        for (int p = 0; p < weights.Projections.Length; p++)
        {
            if (_shape.Projections[weights.Projections[p]].Source == source)
            {
                _arrivals.Add(step, weights.FirstRow(p) + neuron);
            }
        }
    }
}
