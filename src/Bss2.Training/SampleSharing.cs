using Bss2.Network;

namespace Bss2.Training;

/// <summary>What the simulated substrates have in common: samples shared out over threads, each with its own simulation; reused records.</summary>
internal sealed class SampleSharing
{
    // Where many threads share, a few blocks for each, so that none waits long for the last.
    private const int BlocksPerThread = 4;

    private readonly BlockWorkers _workers;
    // Of a batch: the same samples per block as the gradient's shares, which then find spikes in the cache of the core that made them.
    private readonly int _blocks;
    private readonly Func<NetworkSnapshot, ISampleSimulation> _newSimulation;
    private readonly RecordedBatchPool _records = new();
    private readonly Action<int, int> _runBlock;
    private ISampleSimulation[] _simulations = [];
    private NetworkSnapshot? _network;
    private SpikeBatch? _inputs;
    private RecordedBatch? _record;

    /// <param name="threads">Threads.</param>
    /// <param name="newSimulation">Makes one per thread for a network.</param>
    public SampleSharing(int threads, Func<NetworkSnapshot, ISampleSimulation> newSimulation)
    {
        (_workers, _newSimulation) = (new(threads), newSimulation);
        _blocks = Math.Max(BatchGradient.Blocks, BlocksPerThread * threads);
        _runBlock = RunBlock;
    }

    /// <summary>Runs all samples with the network's present weights.</summary>
    /// <exception cref="ArgumentException">The inputs are not the network's.</exception>
    public RecordedBatch Run(NetworkSnapshot network, SpikeBatch inputs)
    {
        network.Validate();
        if (inputs.Channels != network.InputSize)
        {
            throw new ArgumentException($"The batch has {inputs.Channels} channels, the network {network.InputSize} inputs.", nameof(inputs));
        }
        if (!ReferenceEquals(_network, network))
        {
            Prepare(network);
        }
        foreach (ISampleSimulation simulation in _simulations)
        {
            simulation.Load(network);
        }
        _inputs = inputs;
        _record = _records.Take(inputs.Count, network.Layers.Count);
        _workers.Run(Math.Min(_blocks, inputs.Count), _runBlock);
        return _record;
    }

    // On its own: a method with a lambda makes an object at every call, taken or not.
    private void Prepare(NetworkSnapshot network)
    {
        _simulations = [.. Enumerable.Range(0, _workers.Threads).Select(_ => _newSimulation(network))];
        _network = network;
    }

    private void RunBlock(int block, int worker)
    {
        for (int sample = block; sample < _inputs!.Count; sample += _blocks)
        {
            _simulations[worker].Run(_inputs[sample], _record!, sample);
        }
    }
}
