using Bss2.Baselines;
using Bss2.Network;
using Bss2.Spikes;
using Bss2.Training;
using Bss2.Training.EventProp;

namespace Bss2.UnitTests.Training;

/// <summary>Simulation and adjoints against the closed forms of Göltz et al.; the Euler pair's order of convergence.</summary>
public sealed class ClosedFormTests
{
    // Longer than the window: one spike per neuron.
    private static readonly LifParameters s_equal = new() { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6, RefractoryUs = 100 };
    private static readonly LifParameters s_double = new() { MembraneTimeConstantUs = 12, SynapticTimeConstantUs = 6, RefractoryUs = 100 };

    public static TheoryData<double, double, double> PublishedSingleInput => new()
    {
        { 2.8, 4.65565, -7.42101 }, { 3, 3.71437, -3.25019 }, { 4, 2.14442, -0.83428 }, { 5, 1.55503, -0.41981 }, { 10, 0.67100, -0.07555 },
    };

    [Theory]
    [MemberData(nameof(PublishedSingleInput))]
    public void Single_input_matches_tabulated_time_and_gradient(double weight, double time, double gradient)
    {
        FirstSpike closed = FirstSpike.Solve(s_equal, [0], [weight]);
        Assert.Equal(time, closed.TimeUs, 5e-6);
        Assert.Equal(gradient, closed.ByWeight[0], 5e-6);
    }

    [Fact]
    public void Grazing_single_input_spikes_exactly_from_e()
    {
        Assert.Equal(double.PositiveInfinity, FirstSpike.Solve(s_equal, [0], [Math.E * (1 - 1e-9)]).TimeUs);
        Assert.Equal(6, FirstSpike.Solve(s_equal, [0], [Math.E * (1 + 1e-12)]).TimeUs, 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Exact_simulation_and_adjoint_equal_closed_form_to_1e_9(bool equal)
    {
        LifParameters parameters = equal ? s_equal : s_double;
        int spiking = 0;
        for (ulong seed = 0; seed < 300; seed++)
        {
            SeedTree random = SeedTree.Root(seed);
            double[] times = [.. Enumerable.Range(0, 6).Select(i => 20 * random.Child(1).Uniform((ulong)i)).Order()];
            double[] weights = [.. Enumerable.Range(0, 6).Select(i => 1.2 + 1.2 * random.Child(2).Gaussian((ulong)i))];
            FirstSpike closed = FirstSpike.Solve(parameters, times, weights);
            (double? time, double[] gradient) = Adjoint(Exact, parameters, times, weights);
            Assert.Equal(double.IsFinite(closed.TimeUs), time.HasValue);
            if (time is null)
            {
                continue;
            }
            spiking++;
            Assert.Equal(closed.TimeUs, time.Value, 1e-9);
            double norm = Math.Sqrt(closed.ByWeight.Sum(g => g * g));
            for (int i = 0; i < times.Length; i++)
            {
                Assert.True(Math.Abs(closed.ByWeight[i] - gradient[i]) <= 1e-9 * norm, $"seed {seed}, input {i}: {closed.ByWeight[i]} against {gradient[i]}");
            }
        }
        Assert.InRange(spiking, 150, 299);
    }

    // Two layers, one spike per neuron: the layer-wise closed form is the adjoint.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Analytic_estimator_equals_the_adjoint_on_a_feed_forward_net(bool equal)
    {
        LifParameters parameters = equal ? s_equal : s_double;
        int compared = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            SeedTree random = SeedTree.Root(seed);
            double[] Weights(ulong stream, int count, double mean) =>
                [.. Enumerable.Range(0, count).Select(i => mean + 0.8 * random.Child(stream).Gaussian((ulong)i))];
            var network = new NetworkSnapshot
            {
                InputSize = 4,
                Layers = [new("hidden", 6, parameters), new("output", 2, parameters)],
                Projections = [new(Projection.Input, 0, 4, 6, Weights(1, 24, 1.5)), new(0, 1, 6, 2, Weights(2, 12, 1.5))],
                WindowUs = 60,
            };
            var inputs = new SpikeBatch(4, [[.. Enumerable.Range(0, 4).Select(i => new TimedSpike(i, 20 * random.Child(3).Uniform((ulong)i)))
                .OrderBy(spike => spike.TimeUs)]]);
            RecordedBatch recorded = await new ReferenceLif().RunAsync(network, inputs, 0, TestContext.Current.CancellationToken);
            double[][] exact = Gradients(network, inputs, recorded, new ExactEventProp(network, 0));
            double[][] analytic = Gradients(network, inputs, recorded, new AnalyticFirstSpike(network, double.MaxValue));
            double norm = Math.Sqrt(exact.Sum(g => g.Sum(x => x * x)));
            compared += norm > 0 ? 1 : 0;
            Assert.All(exact.Zip(analytic), pair => Assert.All(pair.First.Zip(pair.Second),
                g => Assert.True(Math.Abs(g.First - g.Second) <= 1e-8 * norm, $"seed {seed}: {g.First} against {g.Second}")));
        }
        Assert.InRange(compared, 15, 20);
    }

    [Fact]
    public void Analytic_estimator_refuses_what_has_no_closed_form()
    {
        NetworkSnapshot Net(LifParameters p, int source) => new()
        {
            InputSize = 1, Layers = [new("odd", 1, p)], Projections = [new(source, 0, 1, 1, [1])], WindowUs = 60,
        };
        LifParameters ratio = s_equal with { MembraneTimeConstantUs = 20 };
        Assert.Contains("odd", Assert.Throws<ArgumentException>(() => new AnalyticFirstSpike(Net(ratio, -1), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("recurrent", Assert.Throws<ArgumentException>(() => new AnalyticFirstSpike(Net(s_equal, 0), 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Derivative_by_input_time_equals_finite_difference(bool equal)
    {
        LifParameters parameters = equal ? s_equal : s_double;
        double[] times = [0, 1, 2.5], weights = [1.4, 1.1, 1.9];
        FirstSpike closed = FirstSpike.Solve(parameters, times, weights);
        Assert.True(closed.TimeUs > 2.5 && double.IsFinite(closed.TimeUs));
        for (int i = 0; i < times.Length; i++)
        {
            double At(double delta)
            {
                double[] moved = [.. times];
                moved[i] += delta;
                return FirstSpike.Solve(parameters, moved, weights).TimeUs;
            }
            Assert.Equal((At(1e-5) - At(-1e-5)) / 2e-5, closed.ByTime[i], 1e-7);
        }
    }

    [Fact]
    public void Euler_pair_converges_with_first_order()
    {
        double[] steps = [0.2, 0.1, 0.05, 0.02, 0.01];
        double[] errors = [.. steps.Select(MeanRelativeError)];
        double slope = Slope([.. steps.Select(e => Math.Log(e))], [.. errors.Select(e => Math.Log(e))]);
        Assert.True(Math.Abs(slope - 1) < 0.15, $"order {slope:F3}; errors {string.Join(' ', errors.Select(e => $"{e:E1}"))}");
        Assert.InRange(errors[^1], 5e-4, 8e-3);
    }

    // Known answers of eventprop 5 at dt = 0.01 µs.
    [Theory]
    [InlineData(3, 10, SpikeTimeDecoder.SpikeBin, -0.329)]
    [InlineData(4, 10, SpikeTimeDecoder.SpikeBin, -0.250)]
    [InlineData(10, 150, SpikeTimeDecoder.SpikeBin, -0.093)]
    [InlineData(3, 1, SpikeTimeDecoder.CountedSilence, -0.54)]
    [InlineData(3, 50, SpikeTimeDecoder.CountedSilence, -2.73)]
    [InlineData(4, 50, SpikeTimeDecoder.CountedSilence, -0.79)]
    public void Surrogate_gradients_of_one_neuron_are_the_tabulated_ones(double weight, double alpha, SpikeTimeDecoder decoder, double expected)
    {
        (_, double gradient) = SurrogateFirstSpike.Differentiate(s_equal, weight, 0.01, 60, alpha, decoder)!.Value;
        Assert.Equal(expected, gradient, 0.006);
    }

    [Fact]
    public void A_sharp_counted_surrogate_tends_to_the_closed_form_on_a_fine_grid()
    {
        double truth = FirstSpike.Solve(s_equal, [0], [4]).ByWeight[0];
        double[] errors = [.. new double[] { 10, 40, 160 }.Select(alpha => Math.Abs(SurrogateFirstSpike.Differentiate(
            s_equal, 4, 0.002 / alpha, 60, alpha, SpikeTimeDecoder.CountedSilence)!.Value.ByWeight / truth - 1))];
        Assert.True(errors[0] > 2 * errors[1] && errors[1] > 2 * errors[2] && errors[2] < 0.08, string.Join(' ', errors));
    }

    // Single input, 71 weights in [3, 10], L = first spike time (paper, figure 1).
    private static double MeanRelativeError(double step)
    {
        double sum = 0;
        for (int k = 0; k < 71; k++)
        {
            double weight = 3 + 0.1 * k, truth = FirstSpike.Solve(s_equal, [0], [weight]).ByWeight[0];
            (_, double[] gradient) = Adjoint(n => (new EulerLif(step, interpolate: true), new EulerEventProp(n, step, 0)), s_equal, [0], [weight]);
            sum += Math.Abs(gradient[0] / truth - 1);
        }
        return sum / 71;
    }

    private static double[][] Gradients(NetworkSnapshot network, SpikeBatch inputs, RecordedBatch recorded, IGradientEstimator estimator)
    {
        var byTime = new TimeGradients(network.Layers.Count);
        for (int l = 0; l < network.Layers.Count; l++)
        {
            byTime.Clear(l, recorded.Spikes(0, l).Length);
        }
        for (int k = 0; k < recorded.Spikes(0, 1).Length; k++)
        {
            byTime[1, k] = 1 + k;
        }
        List<SpikeRecord> merged = [];
        SpikeRecord.Merge(inputs[0], recorded, 0, network.Layers.Count, merged);
        double[][] gradients = [.. network.Projections.Select(p => new double[p.Weights.Length])];
        estimator.Accumulate(merged, byTime, gradients);
        return gradients;
    }

    private static double Slope(double[] x, double[] y)
    {
        double mx = x.Average(), my = y.Average();
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / x.Sum(a => (a - mx) * (a - mx));
    }

    private static (ISpikingSubstrate, IGradientEstimator) Exact(NetworkSnapshot network) => (new ReferenceLif(), new ExactEventProp(network, 0));

    private static (double? Time, double[] Gradient) Adjoint(Func<NetworkSnapshot, (ISpikingSubstrate, IGradientEstimator)> method,
        LifParameters parameters, double[] times, double[] weights)
    {
        var network = new NetworkSnapshot
        {
            InputSize = times.Length,
            Layers = [new("neuron", 1, parameters)],
            Projections = [new(Projection.Input, 0, times.Length, 1, weights)],
            WindowUs = 60,
        };
        var inputs = new SpikeBatch(times.Length, [[.. times.Select((t, i) => new TimedSpike(i, t))]]);
        (ISpikingSubstrate substrate, IGradientEstimator estimator) = method(network);
        RecordedBatch recorded = substrate.RunAsync(network, inputs, 0, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        double[] gradient = new double[weights.Length];
        if (recorded.Spikes(0, 0).Length == 0)
        {
            return (null, gradient);
        }
        var byTime = new TimeGradients(1);
        byTime.Clear(0, recorded.Spikes(0, 0).Length);
        byTime[0, 0] = 1;
        List<SpikeRecord> merged = [];
        SpikeRecord.Merge(inputs[0], recorded, 0, 1, merged);
        estimator.Accumulate(merged, byTime, [gradient]);
        return (recorded.Spikes(0, 0)[0].TimeUs, gradient);
    }
}
