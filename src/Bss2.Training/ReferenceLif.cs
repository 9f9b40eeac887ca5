using System.Runtime.Intrinsics;
using Bss2.Network;
using Bss2.Training.Kernels;

namespace Bss2.Training;

/// <summary>
/// The exact, event-driven LIF network as a substrate: no grid, no noise, no loss. Any topology; what `--substrate simulation` runs.
/// </summary>
/// <remarks>
/// Between events every neuron follows its closed form; the next spike is the earliest predicted crossing (eventprop 1, 3).
/// A sample's spikes depend on nothing but its inputs and the weights, so threads only share out samples. Feed-forward networks take a
/// vectorised path whose spikes equal the plain one's up to rounding; a record that is released is used again.
/// </remarks>
public sealed class ReferenceLif : ISpikingSubstrate
{
    // Samples per block: enough work to be worth handing out, few enough for an even share.
    private const int BlockSize = 8;

    private readonly BlockWorkers _workers;
    private readonly bool _plain;
    private readonly RecordedBatchPool _records = new();
    private readonly Action<int, int> _runBlock;
    private ISampleSimulation[] _simulations = [];
    private NetworkSnapshot? _network;
    private SpikeBatch? _inputs;
    private RecordedBatch? _record;

    /// <summary>Creates the substrate.</summary>
    /// <param name="threads">Threads that share out the samples; results do not depend on it.</param>
    /// <param name="plain">Whether even feed-forward networks take the general, scalar path: the oracle of the vectorised one.</param>
    public ReferenceLif(int threads = 1, bool plain = false)
    {
        (_workers, _plain) = (new(threads), plain);
        _runBlock = RunBlock;
    }

    /// <inheritdoc/>
    public IReadOnlyList<WeightGrid?> GridsFor(NetworkSnapshot network) => new WeightGrid?[network.Projections.Count];

    /// <inheritdoc/>
    public ValueTask<RecordedBatch> RunAsync(
        NetworkSnapshot network, SpikeBatch inputs, ulong batchNumber, CancellationToken cancellationToken)
    {
        network.Validate();
        cancellationToken.ThrowIfCancellationRequested();
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
        _workers.Run((inputs.Count + BlockSize - 1) / BlockSize, _runBlock);
        return ValueTask.FromResult(_record);
    }

    // On its own: a method with a lambda makes an object at every call, taken or not.
    private void Prepare(NetworkSnapshot network)
    {
        _simulations = [.. Enumerable.Range(0, _workers.Threads).Select(_ => Simulation(network))];
        _network = network;
    }

    private void RunBlock(int block, int worker)
    {
        int end = Math.Min((block + 1) * BlockSize, _inputs!.Count);
        for (int sample = block * BlockSize; sample < end; sample++)
        {
            _simulations[worker].Run(_inputs[sample], _record!, sample);
        }
    }

    private ISampleSimulation Simulation(NetworkSnapshot network)
    {
        if (_plain || !FeedForwardSimulation<Lanes128>.Serves(network))
        {
            return new LifSimulation(network);
        }
        return Vector512.IsHardwareAccelerated ? new FeedForwardSimulation<Lanes512>(network)
            : Vector256.IsHardwareAccelerated ? new FeedForwardSimulation<Lanes256>(network)
            : new FeedForwardSimulation<Lanes128>(network);
    }
}
