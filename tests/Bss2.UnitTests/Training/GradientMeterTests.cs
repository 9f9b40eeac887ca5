using Bss2.Network;
using Bss2.Spikes;
using Bss2.Training;
using Bss2.Training.Data;
using Bss2.Training.Losses;
using Bss2.Training.Metering;

namespace Bss2.UnitTests.Training;

/// <summary>The meter on substrates and gradients of which the answer is known.</summary>
public sealed class GradientMeterTests
{
    private static readonly TrainingRecipe s_max = TrainingRecipe.MaxSimulation with { Hidden = 30, BatchSize = 40 };

    private static readonly TrainingRecipe s_firstSpike = TrainingRecipe.FirstSpikeSimulation with { Hidden = 30, BatchSize = 40 };

    public static TheoryData<bool> Losses => [true, false];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task In_simulation_the_gradient_is_the_reference_and_measuring_changes_no_bit(bool max)
    {
        Trainer metered = NewTrainer(Recipe(max), new ReferenceLif()), plain = NewTrainer(Recipe(max), new ReferenceLif());
        List<GradientReading> readings = await MeterAsync(metered, 2);
        await plain.RunEpochAsync(null, Token);
        await plain.RunEpochAsync(null, Token);
        Assert.Equal(plain.Snapshot().Weights, metered.Snapshot().Weights);
        Assert.Equal([(1, 1), (1, 3), (2, 1), (2, 3)], readings.Select(r => (r.Epoch, r.Batch)));
        foreach (LayerReading layer in readings.SelectMany(r => r.Layers))
        {
            Assert.Equal(1, layer.All.Cosine, 1e-12);
            Assert.Equal(1, layer.All.NormRatio, 1e-12);
            Assert.All(layer.Neurons.Where(n => !double.IsNaN(n.Cosine)), n => Assert.Equal(1, n.Cosine, 1e-12));
            Assert.Contains(layer.Neurons, n => !double.IsNaN(n.Cosine));
        }
        LayerReading hidden = readings[^1].Layers[0];
        Assert.Equal(("hidden", 30), (hidden.Name, hidden.Neurons.Count));
        // Some spikes graze, most do not.
        Assert.InRange(hidden.NearGrazing.Sum(), 1, hidden.Spikes.Sum() / 2);
        Assert.All(hidden.Spikes.Zip(hidden.NearGrazing), pair => Assert.True(pair.Second <= pair.First));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Spikes_that_jitter_turn_the_gradient_and_more_jitter_turns_it_more(bool max)
    {
        double before = 1;
        foreach (double jitterUs in (double[])[0.05, 2])
        {
            List<GradientReading> readings = await MeterAsync(NewTrainer(Recipe(max), new Jittering(jitterUs)), 1);
            double cosine = readings.Average(r => r.Layers[0].All.Cosine);
            Assert.InRange(cosine, -1, before - 1e-4);
            before = cosine;
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_gradient_with_the_wrong_sign_is_seen(bool max)
    {
        TrainingRecipe recipe = Recipe(max);
        Trainer sabotaged = NewTrainer(recipe, new ReferenceLif(), (network, weights) => new Flipped(SampleGradients.For(recipe, network, weights)));
        foreach (LayerReading layer in (await MeterAsync(sabotaged, 1)).SelectMany(r => r.Layers))
        {
            Assert.Equal(-1, layer.All.Cosine, 1e-12);
            Assert.Equal(2, layer.All.NormRatio, 1e-12);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TrainingRecipe Recipe(bool max) => max ? s_max : s_firstSpike;

    private static Trainer NewTrainer(TrainingRecipe recipe, ISpikingSubstrate substrate, SampleGradientFactory? gradient = null) =>
        new(recipe, substrate, YinYang.Generate(1, 150), [], seed: 3, threads: 1, gradient);

    private static async Task<List<GradientReading>> MeterAsync(Trainer trainer, int batchesPerEpoch)
    {
        var readings = new List<GradientReading>();
        trainer.MeterGradient(batchesPerEpoch, readings.Add);
        await trainer.RunEpochAsync(null, Token);
        await trainer.RunEpochAsync(null, Token);
        return readings;
    }

    // The exact engine's spikes, each at another moment.
    private sealed class Jittering(double sigmaUs) : ISpikingSubstrate
    {
        private readonly ReferenceLif _engine = new();

        public IReadOnlyList<WeightGrid?> GridsFor(NetworkSnapshot network) => _engine.GridsFor(network);

        public async ValueTask<RecordedBatch> RunAsync(NetworkSnapshot network, SpikeBatch inputs, ulong batchNumber, CancellationToken cancellationToken)
        {
            RecordedBatch exact = await _engine.RunAsync(network, inputs, batchNumber, cancellationToken);
            SeedTree random = SeedTree.Root(9).Child(batchNumber);
            TimedSpike[][][] spikes = [.. Enumerable.Range(0, exact.Count).Select(s => Enumerable.Range(0, exact.LayerCount).Select(l =>
                exact.Spikes(s, l).ToArray().Select((spike, k) => spike with
                {
                    TimeUs = Math.Clamp(spike.TimeUs + sigmaUs * random.Child((ulong)s).Child((ulong)l).Gaussian((ulong)k), 0, network.WindowUs),
                }).OrderBy(spike => spike.TimeUs).ToArray()).ToArray())];
            return new(spikes, [.. Enumerable.Repeat(true, exact.Count)], SpikeLedger.Empty);
        }
    }

    private sealed class Flipped(ISampleGradient inner) : ISampleGradient
    {
        public void Begin() => inner.Begin();

        public SampleLoss Evaluate(RecordedBatch record, int sample, int label) => inner.Evaluate(record, sample, label);

        public void Scores(RecordedBatch record, int sample, Span<double> scores) => inner.Scores(record, sample, scores);

        public SampleLoss Accumulate(ReadOnlySpan<TimedSpike> inputs, RecordedBatch record, int sample, int label) =>
            inner.Accumulate(inputs, record, sample, label);

        public void AddTo(double[][] gradients)
        {
            double[][] own = [.. gradients.Select(g => new double[g.Length])];
            inner.AddTo(own);
            for (int a = 0; a < own.Length; a++)
            {
                for (int i = 0; i < own[a].Length; i++)
                {
                    gradients[a][i] -= 2 * own[a][i];
                }
            }
        }
    }
}
