using Bss2.Network;

namespace Bss2.Training;

/// <summary>
/// The exact, event-driven LIF network as a substrate: no grid, no noise, no loss. Any topology; what `--substrate simulation` runs.
/// </summary>
/// <remarks>
/// Between events every neuron follows its closed form; the next spike is the earliest predicted crossing (eventprop 1, 3).
/// A sample's spikes depend on nothing but its inputs and the weights, so threads only share out samples.
/// </remarks>
public sealed class ReferenceLif : ISpikingSubstrate
{
    private readonly int _threads;

    /// <summary>Creates the substrate.</summary>
    /// <param name="threads">Threads that share out the samples; results do not depend on it.</param>
    public ReferenceLif(int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = threads;
    }

    /// <inheritdoc/>
    public IReadOnlyList<WeightGrid?> GridsFor(NetworkSnapshot network) => new WeightGrid?[network.Projections.Count];

    /// <inheritdoc/>
    public ValueTask<RecordedBatch> RunAsync(
        NetworkSnapshot network, SpikeBatch inputs, ulong batchNumber, CancellationToken cancellationToken)
    {
        network.Validate();
        if (inputs.Channels != network.InputSize)
        {
            throw new ArgumentException($"The batch has {inputs.Channels} channels, the network {network.InputSize} inputs.", nameof(inputs));
        }
        var spikes = new TimedSpike[inputs.Count][][];
        var valid = new bool[inputs.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken };
        Parallel.For(0, inputs.Count, options, () => new LifSimulation(network), (sample, _, simulation) =>
        {
            spikes[sample] = simulation.Run(inputs[sample]);
            valid[sample] = true;
            return simulation;
        }, static _ => { });
        return ValueTask.FromResult(new RecordedBatch(spikes, valid, SpikeLedger.Empty));
    }
}
