using System.Runtime.Intrinsics;
using Bss2.Network;
using Bss2.Training.Kernels;

namespace Bss2.Training;

/// <summary>The LIF network by explicit Euler on a grid of dt, the paper's forward method, as a substrate.</summary>
/// <remarks>
/// V[k+1] = V[k] + dt/τ_m (E_l − V[k] + I[k]); I[k+1] = (1 − dt/τ_s) I[k] + arrivals; a spike at k+1 if V[k+1] &gt; θ (eventprop 1).
/// Feed-forward networks are stepped in lanes, with the same bits as the plain loop.
/// </remarks>
public sealed class EulerLif : ISpikingSubstrate
{
    private readonly double _stepUs;
    private readonly bool _interpolate, _plain;
    private readonly SampleSharing _sharing;

    /// <summary>Creates the substrate.</summary>
    /// <param name="stepUs">dt, µs.</param>
    /// <param name="interpolate">Whether spike times are interpolated between grid points (halves the error, removes ties).</param>
    /// <param name="threads">Threads that share out the samples; results do not depend on it.</param>
    /// <param name="plain">Whether even feed-forward networks take the plain loop: the oracle of the vectorised one.</param>
    public EulerLif(double stepUs, bool interpolate, int threads = 1, bool plain = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepUs);
        (_stepUs, _interpolate, _plain) = (stepUs, interpolate, plain);
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
        if (_plain || !EulerLayers<Lanes128>.Serves(network))
        {
            return new EulerSimulation(_stepUs, _interpolate);
        }
        return Vector512.IsHardwareAccelerated ? new EulerLayers<Lanes512>(network, _stepUs, _interpolate)
            : Vector256.IsHardwareAccelerated ? new EulerLayers<Lanes256>(network, _stepUs, _interpolate)
            : new EulerLayers<Lanes128>(network, _stepUs, _interpolate);
    }
}
