using Bss2.Network;
using Bss2.Spikes;
using Bss2.Training;
using Bss2.Training.EventProp;

namespace Bss2.UnitTests.Training;

/// <summary>The adjoint with every neuron's own parameters: the nominal one where they are nominal, and right where they are not.</summary>
public sealed class CharacterisedGradientTests
{
    [Theory]
    [InlineData(2, 11)]
    [InlineData(0, 12)]
    [InlineData(60, 13)]
    public async Task Nominal_parameters_give_the_nominal_gradient(double refractoryUs, ulong seed)
    {
        LifParameters lif = new() { MembraneTimeConstantUs = 20, SynapticTimeConstantUs = 5, RefractoryUs = refractoryUs };
        SeedTree random = SeedTree.Root(seed);
        double[] Draw(ulong which, int count, double mean) =>
            [.. Enumerable.Range(0, count).Select(i => mean + mean / 2 * random.Child(which).Gaussian((ulong)i))];
        var network = new NetworkSnapshot
        {
            InputSize = 5, WindowUs = 60, Layers = [new("hidden", 8, lif), new("output", 3, lif)],
            Projections = [new(Projection.Input, 0, 5, 8, Draw(1, 40, 2.5)), new(0, 1, 8, 3, Draw(2, 24, 1.2))],
        };
        TimedSpike[] inputs = [.. Enumerable.Range(0, 10).Select(i => new TimedSpike(i % 5, 25 * random.Child(7).Uniform((ulong)i)))
            .OrderBy(s => s.TimeUs)];
        RecordedBatch recorded = await new ReferenceLif().RunAsync(network, new(5, [inputs]), 0, TestContext.Current.CancellationToken);
        Assert.True(recorded.Spikes(0, 1).Length > 1);
        NeuronParameters nominal = new(20, new(5, 1), new(5, 1), Reset: 0, DelayUs: 0);
        IReadOnlyList<IReadOnlyList<NeuronParameters>> neurons = [[.. Enumerable.Repeat(nominal, 8)], [.. Enumerable.Repeat(nominal, 3)]];
        var times = new TimeGradients(2);
        for (int l = 0; l < 2; l++)
        {
            times.Clear(l, recorded.Spikes(0, l).Length);
            for (int k = 0; k < recorded.Spikes(0, l).Length; k++)
            {
                times[l, k] = random.Child(8).Gaussian((ulong)(100 * l + k));
            }
        }
        List<SpikeRecord> merged = [];
        SpikeRecord.Merge(inputs, recorded, 0, 2, merged);
        double[][] wanted = [new double[40], new double[24]], got = [new double[40], new double[24]];
        new ExactEventProp(network, 0.1).Accumulate(merged, times, wanted);
        new CharacterisedEventProp(network, neurons, 0.1).Accumulate(merged, times, got);
        for (int p = 0; p < 2; p++)
        {
            double norm = Math.Sqrt(wanted[p].Sum(g => g * g));
            Assert.All(wanted[p].Zip(got[p]), pair => Assert.Equal(pair.First, pair.Second, 1e-10 * norm));
        }
    }

    [Fact]
    public void Own_parameters_give_the_derivative_of_the_neurons_own_spike_time()
    {
        LifParameters lif = new() { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6, RefractoryUs = 60 };
        NeuronParameters neuron = new(6.5, new(5.5, 1.1), new(6.9, 0.9), Reset: 0.02, DelayUs: 0.13);
        double[] weights = [1.6, -0.6, 1.9, -0.4, 1.4];
        double[] arrivals = [1, 2, 3.5, 4.1, 5.2];
        var network = new NetworkSnapshot
        {
            InputSize = 5, WindowUs = 50, Layers = [new("hidden", 1, lif)], Projections = [new(Projection.Input, 0, 5, 1, weights)],
        };
        double time = FirstSpike(neuron, weights, arrivals);
        List<SpikeRecord> merged = [.. arrivals.Select((t, i) => new SpikeRecord(t, Projection.Input, i, i)), new(time, 0, 0, 0)];
        merged.Sort();
        var times = new TimeGradients(1);
        times.Clear(0, 1);
        times[0, 0] = 1;
        double[][] gradient = [new double[5]];
        new CharacterisedEventProp(network, [[neuron]], 0).Accumulate(merged, times, gradient);
        for (int i = 0; i < weights.Length; i++)
        {
            const double h = 1e-5;
            double At(double delta) => FirstSpike(neuron, [.. weights.Select((w, k) => k == i ? w + delta : w)], arrivals);
            Assert.Equal((At(h) - At(-h)) / (2 * h), gradient[0][i], 1e-7);
        }
        Assert.Contains("τ_m", Assert.Throws<ArgumentException>(
            () => new CharacterisedEventProp(network, [[neuron with { MembraneTauUs = -1 }]], 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new CharacterisedEventProp(network, [[neuron, neuron]], 0));
    }

    // The sum of closed forms, to its first crossing of 1.
    private static double FirstSpike(NeuronParameters neuron, double[] weights, double[] arrivals)
    {
        double Potential(double t) => weights.Select((w, i) =>
        {
            NeuronInput input = w < 0 ? neuron.Inhibitory : neuron.Excitatory;
            double s = t - arrivals[i] - neuron.DelayUs, tauM = neuron.MembraneTauUs;
            return s <= 0 ? 0 : w * input.Gain * input.TauUs / (tauM - input.TauUs) * (Math.Exp(-s / tauM) - Math.Exp(-s / input.TauUs));
        }).Sum();
        double low = 0;
        while (Potential(low + 0.01) < 1)
        {
            low += 0.01;
            Assert.True(low < 50, "the neuron must spike");
        }
        double high = low + 0.01;
        while (high - low > 1e-14 * high)
        {
            double middle = 0.5 * (low + high);
            if (middle <= low || middle >= high)
            {
                break;
            }
            (low, high) = Potential(middle) < 1 ? (middle, high) : (low, middle);
        }
        return high;
    }
}
