using Bss2.Baselines;
using Bss2.Network;
using Bss2.Training;
using Bss2.Training.EventProp;

namespace Bss2.Cli.Figures;

/// <summary>The paper's experiment: one LIF neuron, one input spike of weight w at t = 0, L = time of the first output spike.</summary>
internal static class SingleNeuron
{
    public const double WindowUs = 60, TauUs = 6;

    /// <summary>τ_m = τ_s = 6 µs, one spike per window.</summary>
    public static LifParameters Parameters { get; } =
        new() { MembraneTimeConstantUs = TauUs, SynapticTimeConstantUs = TauUs, RefractoryUs = 2 * WindowUs };

    /// <summary>Spike time, µs, and dL/dw, µs, in closed form; null below the smallest spiking weight e.</summary>
    public static (double TimeUs, double ByWeight)? Closed(double weight)
    {
        FirstSpike spike = FirstSpike.Solve(Parameters, [0], [weight]);
        return double.IsFinite(spike.TimeUs) ? (spike.TimeUs, spike.ByWeight[0]) : null;
    }

    /// <summary>The same by the event-driven engine.</summary>
    public static (double TimeUs, double ByWeight)? Exact(double weight)
    {
        NetworkSnapshot network = Network(weight);
        return Run(network, new ReferenceLif(), new ExactEventProp(network, 0));
    }

    /// <summary>The same by the paper's explicit-Euler pair: spike times on the grid.</summary>
    public static (double TimeUs, double ByWeight)? Euler(double weight, double stepUs)
    {
        NetworkSnapshot network = Network(weight);
        return Run(network, new EulerLif(stepUs, interpolate: false), new EulerEventProp(network, stepUs, 0));
    }

    /// <summary>The adjoint alone, fed with a spike time that was observed elsewhere; nominal parameters.</summary>
    public static double ByWeightFromTime(double weight, double timeUs)
    {
        NetworkSnapshot network = Network(weight);
        var recorded = new RecordedBatch([[[new TimedSpike(0, timeUs)]]], [true], SpikeLedger.Empty);
        return Gradient(network, recorded, new ExactEventProp(network, 0));
    }

    private static NetworkSnapshot Network(double weight) => new()
    {
        InputSize = 1,
        Layers = [new("neuron", 1, Parameters)],
        Projections = [new(Projection.Input, 0, 1, 1, [weight])],
        WindowUs = WindowUs,
    };

    private static (double TimeUs, double ByWeight)? Run(NetworkSnapshot network, ISpikingSubstrate substrate, IGradientEstimator adjoint)
    {
        ValueTask<RecordedBatch> run = substrate.RunAsync(network, Inputs(), 0, CancellationToken.None);
        RecordedBatch recorded = run.IsCompleted ? run.Result : run.AsTask().GetAwaiter().GetResult();
        return recorded.Spikes(0, 0).Length == 0 ? null
            : (recorded.Spikes(0, 0)[0].TimeUs, Gradient(network, recorded, adjoint));
    }

    private static double Gradient(NetworkSnapshot network, RecordedBatch recorded, IGradientEstimator adjoint)
    {
        var byTime = new TimeGradients(1);
        byTime.Clear(0, recorded.Spikes(0, 0).Length);
        byTime[0, 0] = 1;
        List<SpikeRecord> merged = [];
        SpikeRecord.Merge(Inputs()[0], recorded, 0, network.Layers.Count, merged);
        double[] gradient = [0];
        adjoint.Accumulate(merged, byTime, [gradient]);
        return gradient[0];
    }

    private static SpikeBatch Inputs() => new(1, [[new TimedSpike(0, 0)]]);
}
