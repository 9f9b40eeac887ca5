using Bss2.Baselines;
using Bss2.Network;
using Bss2.Spikes;
using Bss2.Training;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

namespace Bss2.UnitTests.Training.Baselines;

/// <summary>The surrogate gradient against finite differences of what it is the gradient of, and the two tracers against each other.</summary>
public sealed class SurrogateGradientTests
{
    private const int Inputs = 5, Neurons = 9, Classes = 3;
    private const double StepUs = 0.5, Alpha = 3, Scale = 4, WindowUs = 40;

    private static readonly LifParameters s_readout = new() { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6 };

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(3, 3)]
    [InlineData(100, 4)]
    public void It_is_the_gradient_of_the_smoothed_spikes_with_fixed_resets(double refractoryUs, ulong seed)
    {
        // With λ[k] the derivative by a spike at step k, and Φ' the surrogate: Σ λ_n[k] Φ(V_n[k] − θ), resets where they were recorded.
        NetworkSnapshot network = Network(refractoryUs, seed);
        double[] readout = Draw(seed, 3, Neurons * Classes, 0.1, 0.5), weights = network.Projections[0].Weights;
        TimedSpike[] inputs = Sample(seed);
        RecordedBatch record = Run(new EulerLif(StepUs, interpolate: false), network, inputs);
        TimedSpike[] spikes = record.Spikes(0, 0).ToArray();
        Assert.True(spikes.Length > Neurons / 2);
        var trace = new MembraneTrace(Neurons, StepUs, WindowUs);
        double[][] lambda = [.. Enumerable.Range(0, trace.Steps + 1).Select(k => SpikeDerivatives(spikes, readout, k))];
        double Smoothed()
        {
            new EulerTracer(network).Trace(inputs, record, 0, trace);
            return Enumerable.Range(0, trace.Steps + 1).Sum(k => Enumerable.Range(0, Neurons).Sum(n => lambda[k][n] * Phi(trace.At(k)[n] - 1)));
        }
        var gradient = new SurrogateGradient(network, readout, s_readout, new EulerTracer(network), StepUs, Scale, Alpha);
        gradient.Begin();
        gradient.Accumulate(inputs, record, 0, label: 1);
        double[][] sum = [new double[weights.Length], new double[readout.Length]];
        gradient.AddTo(sum);
        double norm = Math.Sqrt(sum[0].Sum(g => g * g)), worst = 0;
        Assert.True(norm > 0);
        for (int i = 0; i < weights.Length; i++)
        {
            const double h = 1e-6;
            double saved = weights[i];
            weights[i] = saved + h;
            double above = Smoothed();
            weights[i] = saved - h;
            double below = Smoothed();
            weights[i] = saved;
            worst = Math.Max(worst, Math.Abs((above - below) / (2 * h) - sum[0][i]));
        }
        Assert.True(worst <= 1e-6 * norm, $"relative error {worst / norm:E2}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void The_exact_traces_are_the_limit_of_the_Euler_ones(double refractoryUs)
    {
        NetworkSnapshot network = Network(refractoryUs, seed: 7);
        TimedSpike[] inputs = Sample(7);
        RecordedBatch record = Run(new ReferenceLif(), network, inputs);
        double[] errors = [.. ((double[])[0.04, 0.02, 0.01]).Select(dt =>
        {
            MembraneTrace euler = new(Neurons, dt, WindowUs), exact = new(Neurons, dt, WindowUs);
            new EulerTracer(network).Trace(inputs, record, 0, euler);
            new ExactTracer(network).Trace(inputs, record, 0, exact);
            double sum = 0;
            for (int k = 0; k <= exact.Steps; k++)
            {
                for (int n = 0; n < Neurons; n++)
                {
                    sum += Math.Abs(euler.At(k)[n] - exact.At(k)[n]) / (exact.Steps + 1) / Neurons;
                }
            }
            return sum;
        })];
        // First order in dt.
        Assert.True(errors[2] < 2e-3, $"{errors[2]}");
        Assert.InRange(errors[0] / errors[2], 2.5, 6);
    }

    private static double Phi(double x) => Math.Sign(x) / Alpha * (1 - 1 / (Alpha * Math.Abs(x) + 1));

    // dL/dS_n[k] by a phantom neuron that fires at k with weight 0: the derivative by its weight to class j is a_I,j[k].
    private static double[] SpikeDerivatives(TimedSpike[] spikes, double[] readout, int step)
    {
        double[] extended = [.. readout, .. new double[Classes]];
        var loss = new EulerMaxLoss(0, Neurons + 1, extended, s_readout, WindowUs, StepUs, Scale);
        TimedSpike[] with = [.. spikes.Append(new(Neurons, step * StepUs)).OrderBy(s => s.TimeUs)];
        var times = new TimeGradients(1);
        times.Clear(0, with.Length);
        double[][] host = [new double[extended.Length]];
        loss.Differentiate(new([[with]], [true], SpikeLedger.Empty), 0, 1, times, host, []);
        return [.. Enumerable.Range(0, Neurons).Select(n =>
            Enumerable.Range(0, Classes).Sum(j => readout[n * Classes + j] * host[0][Neurons * Classes + j]))];
    }

    private static double[] Draw(ulong seed, ulong which, int count, double mean, double deviation) =>
        [.. Enumerable.Range(0, count).Select(i => mean + deviation * SeedTree.Root(seed).Child(which).Gaussian((ulong)i))];

    private static NetworkSnapshot Network(double refractoryUs, ulong seed) => new()
    {
        InputSize = Inputs,
        Layers = [new("hidden", Neurons, new() { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6, RefractoryUs = refractoryUs })],
        Projections = [new(Projection.Input, 0, Inputs, Neurons, Draw(seed, 1, Inputs * Neurons, 1.5, 0.8))],
        WindowUs = WindowUs,
    };

    private static TimedSpike[] Sample(ulong seed) =>
        [.. Enumerable.Range(0, Inputs).Select(i => new TimedSpike(i, 1 + 20 * SeedTree.Root(seed).Child(9).Uniform((ulong)i))).OrderBy(s => s.TimeUs)];

    private static RecordedBatch Run(ISpikingSubstrate substrate, NetworkSnapshot network, TimedSpike[] inputs) => substrate.RunAsync(
        network, new(Inputs, [inputs]), 0, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
}
