using Bss2.Network;
using Bss2.Spikes;
using Bss2.Training;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

namespace Bss2.UnitTests.Training;

/// <summary>The exact adjoint against central finite differences of the exact forward simulation.</summary>
public sealed class GradientTests
{
    private static readonly LifParameters s_equal = new() { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6 };
    private static readonly LifParameters s_unequal = new() { MembraneTimeConstantUs = 20, SynapticTimeConstantUs = 5, RefractoryUs = 2 };

    [Theory]
    [InlineData(false, false, 1)]
    [InlineData(true, false, 2)]
    [InlineData(true, true, 3)]
    [InlineData(false, true, 4)]
    public async Task Gradient_of_first_spike_loss_equals_finite_differences(bool unequal, bool recurrent, ulong seed)
    {
        LifParameters parameters = unequal ? s_unequal : s_equal;
        NetworkSnapshot network = Network(parameters, recurrent, seed);
        SpikeBatch inputs = Inputs(seed);
        double Loss() => new FirstSpikeLoss(network, 2, 0.003, 6.4).Evaluate(Run(network, inputs), 0, 1).Loss;
        RecordedBatch recorded = Run(network, inputs);
        Assert.True(recorded.Spikes(0, 0).Length > 8, "the net must spike for the check to mean something");
        Assert.True(recorded.Spikes(0, 1).Length > 1);
        await Compare(network, inputs, new FirstSpikeLoss(network, 2, 0.003, 6.4), Loss, null);
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(false, 7)]
    [InlineData(false, 8)]
    [InlineData(true, 9)]
    [InlineData(false, 10)]
    [InlineData(true, 6)]
    public async Task Gradient_of_max_loss_with_corner_maxima_equals_finite_differences(bool unequal, ulong seed)
    {
        LifParameters parameters = unequal ? s_unequal : s_equal;
        NetworkSnapshot full = Network(parameters, recurrent: true, seed);
        NetworkSnapshot network = full with { Layers = [full.Layers[0]], Projections = [full.Projections[0], full.Projections[2]] };
        SeedTree random = SeedTree.Root(seed).Child(9);
        double[] readout = [.. Enumerable.Range(0, 24).Select(i => 0.8 * random.Gaussian((ulong)i))];
        MaxOverTimeLoss NewLoss() => new(0, 8, readout, s_equal, network.WindowUs, 5, cornerTerm: true);
        SpikeBatch inputs = Inputs(seed);
        double Loss() => NewLoss().Evaluate(Run(network, inputs), 0, 1).Loss;
        await Compare(network, inputs, NewLoss(), Loss, readout);
    }

    private static RecordedBatch Run(NetworkSnapshot network, SpikeBatch inputs) =>
        new ReferenceLif().RunAsync(network, inputs, 0, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();

    private static NetworkSnapshot Network(LifParameters parameters, bool recurrent, ulong seed)
    {
        SeedTree random = SeedTree.Root(seed);
        double[] Draw(ulong which, int count, double mean, double deviation) =>
            [.. Enumerable.Range(0, count).Select(i => mean + deviation * random.Child(which).Gaussian((ulong)i))];
        double scale = parameters.MembraneTimeConstantUs > 10 ? 1.3 : 1;
        return new()
        {
            InputSize = 5,
            Layers = [new("hidden", 8, parameters), new("output", 3, parameters)],
            Projections =
            [
                new(Projection.Input, 0, 5, 8, Draw(1, 40, 1.8 * scale, 0.6)),
                new(0, 1, 8, 3, Draw(2, 24, 0.9 * scale, 0.3)),
                new(0, 0, 8, 8, Draw(3, 64, 0, recurrent ? 0.15 : 0)),
            ],
            WindowUs = 60,
        };
    }

    private static SpikeBatch Inputs(ulong seed)
    {
        SeedTree random = SeedTree.Root(seed).Child(7);
        TimedSpike[] spikes = [.. Enumerable.Range(0, 10).Select(i => new TimedSpike(i % 5, 25 * random.Uniform((ulong)i)))
            .OrderBy(s => s.TimeUs)];
        return new(5, [spikes]);
    }

    private static Task Compare(NetworkSnapshot network, SpikeBatch inputs, ILoss loss, Func<double> value, double[]? readout)
    {
        RecordedBatch recorded = Run(network, inputs);
        var times = new TimeGradients(network.Layers.Count);
        for (int l = 0; l < network.Layers.Count; l++)
        {
            times.Clear(l, recorded.Spikes(0, l).Length);
        }
        double[][] gradients = [.. network.Projections.Select(p => new double[p.Weights.Length])];
        double[][] host = [.. loss.HostParameters.Select(p => new double[p.Length])];
        loss.Differentiate(recorded, 0, 1, times, host, gradients);
        List<SpikeRecord> merged = [];
        SpikeRecord.Merge(inputs[0], recorded, 0, network.Layers.Count, merged);
        new ExactEventProp(network, 0).Accumulate(merged, times, gradients);
        for (int p = 0; p < network.Projections.Count; p++)
        {
            AssertSame(network.Projections[p].Weights, gradients[p], value, recurrentZero: network.Projections[p].Source == 0
                && network.Projections[p].Target == 0 && network.Projections[p].Weights.All(w => w == 0));
        }
        if (readout is not null)
        {
            AssertSame(readout, host[0], value, recurrentZero: false);
        }
        return Task.CompletedTask;
    }

    private static void AssertSame(double[] weights, double[] gradient, Func<double> value, bool recurrentZero)
    {
        if (recurrentZero)
        {
            return;
        }
        double worst = 0, norm = Math.Sqrt(gradient.Sum(g => g * g));
        Assert.True(norm > 0);
        for (int i = 0; i < weights.Length; i++)
        {
            double saved = weights[i], h = 1e-5;
            // Fourth-order central difference, so that 1e-6 is not lost to the step.
            double At(double delta)
            {
                weights[i] = saved + delta;
                double result = value();
                weights[i] = saved;
                return result;
            }
            double numeric = (8 * (At(h) - At(-h)) - (At(2 * h) - At(-2 * h))) / (12 * h);
            worst = Math.Max(worst, Math.Abs(numeric - gradient[i]));
        }
        Assert.True(worst / norm <= 1e-6, $"relative error {worst / norm:E2}");
    }
}
