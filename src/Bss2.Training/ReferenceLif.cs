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
    private readonly bool _plain;
    private readonly SampleSharing _sharing;

    /// <summary>Creates the substrate.</summary>
    /// <param name="threads">Threads that share out the samples; results do not depend on it.</param>
    /// <param name="plain">Whether even feed-forward networks take the general, scalar path: the oracle of the vectorised one.</param>
    public ReferenceLif(int threads = 1, bool plain = false)
    {
        _plain = plain;
        _sharing = new(threads, Simulation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<WeightGrid?> GridsFor(NetworkSnapshot network) => new WeightGrid?[network.Projections.Count];

    /// <inheritdoc/>
    public ValueTask<RecordedBatch> RunAsync(
        NetworkSnapshot network, SpikeBatch inputs, ulong batchNumber, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_sharing.Run(network, inputs));
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
