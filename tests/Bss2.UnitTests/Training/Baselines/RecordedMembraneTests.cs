using Bss2.Baselines;
using Bss2.Network;
using Bss2.Spikes;
using Bss2.Training;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

namespace Bss2.UnitTests.Training.Baselines;

/// <summary>Estimators on what converters saw, against those that compute it: equal where the readings are dense.</summary>
public sealed class RecordedMembraneTests
{
    private const int Inputs = 5, Neurons = 11, Classes = 3;
    private const double WindowUs = 40, StepUs = 0.5;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 2)]
    [InlineData(60, 3)]
    public void A_trace_out_of_readings_is_the_computed_one_where_they_are_dense_and_near_it_every_2_µs(double refractoryUs, ulong seed)
    {
        NetworkSnapshot network = Hidden(refractoryUs, seed);
        TimedSpike[] inputs = [.. Enumerable.Range(0, Inputs).Select(i => new TimedSpike(i, 2 + 4.3 * i))];
        RecordedBatch record = Run(network, inputs);
        Assert.True(record.Spikes(0, 0).Length > 4);
        var exact = new MembraneTrace(Neurons, StepUs, WindowUs);
        new ExactTracer(network).Trace(inputs, record, 0, exact);
        Assert.InRange(WorstError(1e-3, 0.05), 0, 0.02);
        Assert.InRange(WorstError(2, 2), 0, 0.3);

        // Far from spikes, where reset and release make corners.
        double WorstError(double intervalUs, double near)
        {
            var dense = new MembraneTrace(Neurons, intervalUs, WindowUs);
            new ExactTracer(network).Trace(inputs, record, 0, dense);
            var seen = new MembraneRecord(0, 1, Neurons, [.. Enumerable.Range(0, dense.Steps + 1).Select(k => k * intervalUs)]);
            for (int k = 0; k <= dense.Steps; k++)
            {
                for (int n = 0; n < Neurons; n++)
                {
                    seen.At(0, k)[n] = (float)dense.At(k)[n];
                }
            }
            var trace = new MembraneTrace(Neurons, StepUs, WindowUs);
            new RecordedTracer(network, _ => seen).Trace(inputs, record, 0, trace);
            TimedSpike[] spikes = record.Spikes(0, 0).ToArray();
            Assert.All(spikes, spike => Assert.Equal(1, trace.At(trace.StepOf(spike.TimeUs))[spike.Source]));
            return Enumerable.Range(0, trace.Steps + 1).Max(step => Enumerable.Range(0, Neurons).Max(n =>
                spikes.Any(spike => spike.Source == n && Math.Abs(spike.TimeUs - step * StepUs) <= StepUs + near) ? 0
                : Math.Abs(trace.At(step)[n] - exact.At(step)[n])));
        }
    }

    [Fact]
    public void A_maximum_out_of_dense_readings_has_the_loss_and_the_gradient_of_the_host_s_readout()
    {
        NetworkSnapshot hidden = Hidden(60, 4);
        var parameters = new LifParameters { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6 };
        double[] weights = [.. Draw(9, Neurons * Classes, 0.3, 0.2).Select(Math.Abs)]; // no corners: they are the host's alone
        NetworkSnapshot network = hidden with
        {
            Layers = [.. hidden.Layers, new LifLayer("output", Classes, parameters)],
            Projections = [.. hidden.Projections, new Projection(0, 1, Neurons, Classes, weights)],
        };
        TimedSpike[] inputs = [.. Enumerable.Range(0, Inputs).Select(i => new TimedSpike(i, 2 + 4.3 * i))];
        TimedSpike[] fired = Run(hidden, inputs).Spikes(0, 0).ToArray();
        var record = new RecordedBatch([[fired, []]], [true], SpikeLedger.Empty);
        const double interval = 1e-3;
        var kernel = new LifKernel(parameters);
        var seen = new MembraneRecord(1, 1, Classes, [.. Enumerable.Range(0, 40001).Select(k => k * interval)]);
        for (int k = 0; k < seen.TimesUs.Count; k++)
        {
            for (int j = 0; j < Classes; j++)
            {
                seen.At(0, k)[j] = (float)fired.Where(f => f.TimeUs < seen.TimesUs[k])
                    .Sum(f => weights[f.Source * Classes + j] * kernel.Response(seen.TimesUs[k] - f.TimeUs));
            }
        }
        var host = new PlainGradient(hidden, new MaxOverTimeLoss(0, Neurons, weights, parameters, WindowUs, 5, cornerTerm: false), new ExactEventProp(hidden, 0.3));
        var chip = new PlainGradient(network, new RecordedMaxLoss(network, _ => seen, 5), new ExactEventProp(network, 0.3));
        SampleLoss expected = host.Accumulate(inputs, record, 0, 1), actual = chip.Accumulate(inputs, record, 0, 1);
        Assert.Equal(expected.Loss, actual.Loss, 1e-4);
        Assert.Equal(expected.Predicted, actual.Predicted);
        double[][] a = [new double[Inputs * Neurons], new double[weights.Length]], b = [new double[Inputs * Neurons], new double[weights.Length]];
        host.AddTo(a);
        chip.AddTo(b);
        for (int p = 0; p < 2; p++)
        {
            double norm = Math.Sqrt(a[p].Sum(g => g * g));
            Assert.True(norm > 1e-3);
            Assert.All(a[p].Zip(b[p]), pair => Assert.InRange(pair.First - pair.Second, -5e-3 * norm, 5e-3 * norm));
        }
        double[] scores = new double[Classes];
        chip.Scores(record, 0, scores);
        Assert.All(Enumerable.Range(0, Classes), j => Assert.Equal(seen.TimesUs.Select((_, k) => (double)seen.At(0, k)[j]).Max(), scores[j]));
    }

    private static RecordedBatch Run(NetworkSnapshot network, TimedSpike[] inputs) =>
        new ReferenceLif(1).RunAsync(network, new SpikeBatch(Inputs, [inputs]), 0, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static NetworkSnapshot Hidden(double refractoryUs, ulong seed) => new()
    {
        InputSize = Inputs, WindowUs = WindowUs,
        Layers = [new("hidden", Neurons, new() { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6, RefractoryUs = refractoryUs })],
        Projections = [new(Projection.Input, 0, Inputs, Neurons, Draw(seed, Inputs * Neurons, 1.6, 0.9))],
    };

    private static double[] Draw(ulong seed, int count, double mean, double deviation) =>
        [.. Enumerable.Range(0, count).Select(k => mean + deviation * SeedTree.Root(seed).Gaussian((ulong)k))];
}
