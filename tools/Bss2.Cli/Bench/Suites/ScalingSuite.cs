using System.Globalization;
using Bss2.Network;
using Bss2.Spikes;
using Bss2.Training;
using Bss2.Training.Data;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

namespace Bss2.Cli.Bench.Suites;

/// <summary>Cost of a training sample along one axis at a time; cases are named scaling.AXIS.VALUE.</summary>
internal sealed class ScalingSuite : IBenchSuite
{
    private const int Samples = 20;

    // Per neuron and arrival, forward and adjoint (performance 7).
    private const double FlopPerUpdate = 11;

    public string Name => "scaling";

    public bool IsPartOfAll => false;

    public IEnumerable<BenchCase> Cases() =>
    [
        .. Axis("neurons", [8, 16, 32, 64, 128, 256, 512], n => 5.0 * n, n => Event(Max with { Hidden = n }, perChannel: 1, drive: 1), Updates),
        .. Axis("inputs", [5, 9, 17, 33, 65, 129], n => 120.0 * n, n => Event(Max.For((n - 1) / 2, 3, null), perChannel: 1, drive: 1), Updates),
        .. Axis("input_spikes_per_channel", [1, 2, 4, 8, 16, 32], n => 600.0 * n, n => Event(Ttfs, n, drive: 1), Updates),
        .. Axis("drive", [1, 2, 4, 8, 16], n => 600.0 * n, n => Event(Ttfs, perChannel: 1, n), Spikes),
        .. Axis("window_us", [50, 100, 200, 400, 800], n => 120.0 * n, Steps, setting => setting.Network.WindowUs * setting.Network.Layers[0].Size),
        .. Axis("layers", [1, 2, 3, 4, 6, 8], n => 32.0 * 32 * n, Deep, Updates),
        .. Axis("batch", [10, 20, 50, 100, 200, 500, 1000], n => Epoch(Max with { BatchSize = n }, 1)),
        .. Threads().SelectMany(n => Axis("threads", [n], t => Epoch(Max with { BatchSize = 150 }, t))),
    ];

    private static TrainingRecipe Max => TrainingRecipe.MaxSimulation;

    private static TrainingRecipe Ttfs => TrainingRecipe.FirstSpikeSimulation;

    private static IEnumerable<int> Threads() => Enumerable.Range(0, 6).Select(k => 1 << k).TakeWhile(t => t <= Environment.ProcessorCount);

    private static IEnumerable<BenchCase> Axis(string axis, int[] values, Func<int, double> nominalUpdates, Func<int, Setting> setting,
        Func<Setting, double> work) => values.Select(value => new BenchCase(NameOf(axis, value), BenchUnit.MicrosecondsPerSample, 1,
            MachinePeaks.Fma(FlopPerUpdate * nominalUpdates(value)), () => setting(value).Step) { CountWork = () => work(setting(value)) / Samples });

    // A trainer's epoch: the work of a sample is the same throughout.
    private static IEnumerable<BenchCase> Axis(string axis, int[] values, Func<int, BenchWork> prepare) => values.Select(
        value => new BenchCase(NameOf(axis, value), BenchUnit.MicrosecondsPerSample, axis == "threads" ? value : 1,
            MachinePeaks.Fma(FlopPerUpdate * 600), () => prepare(value)));

    private static string NameOf(string axis, int value) => string.Create(CultureInfo.InvariantCulture, $"scaling.{axis}.{value}");

    // Arrivals × neurons that see them, of all samples; read-outs count as neurons.
    private static double Updates(Setting setting)
    {
        RecordedBatch record = setting.Record();
        double updates = 0;
        for (int s = 0; s < record.Count; s++)
        {
            updates += setting.Network.Projections.Sum(p => p.TargetSize
                * (double)(p.Source == Projection.Input ? setting.Inputs[s].Length : record.Spikes(s, p.Source).Length));
            updates += setting.Readouts * (double)record.Spikes(s, record.LayerCount - 1).Length;
        }
        return updates;
    }

    private static double Spikes(Setting setting)
    {
        RecordedBatch record = setting.Record();
        return Enumerable.Range(0, record.Count).Sum(s => Enumerable.Range(0, record.LayerCount).Sum(l => (double)record.Spikes(s, l).Length));
    }

    // Forward and gradient in lanes, weights as the recipe draws them; more spikes per channel share the same drive.
    private static Setting Event(TrainingRecipe recipe, int perChannel, double drive)
    {
        double[][] weights = new Trainer(recipe, new ReferenceLif(), [new(new double[recipe.Features], 0)], [], 1, 1).Snapshot().Weights;
        for (int i = 0; i < weights[0].Length; i++)
        {
            weights[0][i] *= drive / perChannel;
        }
        NetworkSnapshot network = recipe.Network(weights);
        return new(new ReferenceLif(), network, Inputs(recipe.Inputs, perChannel, 0.6 * recipe.WindowUs),
            SampleGradients.For(recipe, network, weights), recipe.Loss == LossKind.Max ? recipe.Classes : 0);
    }

    private static Setting Steps(int windowUs)
    {
        TrainingRecipe recipe = Max with { WindowUs = windowUs, Adjoint = AdjointKind.Euler, EulerStepUs = 1 };
        double[][] weights = new Trainer(recipe, new EulerLif(1, false), [new(new double[recipe.Features], 0)], [], 1, 1).Snapshot().Weights;
        NetworkSnapshot network = recipe.Network(weights);
        // Inputs until the end: what is silent costs nothing.
        return new(new EulerLif(1, interpolate: false), network, Inputs(recipe.Inputs, 1, windowUs), SampleGradients.For(recipe, network, weights),
            recipe.Classes);
    }

    // Plain classes: 32 neurons per layer, each fires about once; few, so that eight layers stay in the cache.
    private static Setting Deep(int layers)
    {
        const int size = 32;
        SeedTree random = SeedTree.Root(3);
        double[] Draw(int array, int count, double mean, double deviation) =>
            [.. Enumerable.Range(0, count).Select(i => mean + deviation * random.Child((ulong)array).Gaussian((ulong)i))];
        var network = new NetworkSnapshot
        {
            InputSize = 5,
            WindowUs = 60,
            Layers = [.. Enumerable.Range(0, layers).Select(l => new LifLayer($"layer {l}", size, Max.HiddenParameters))],
            Projections = [.. Enumerable.Range(0, layers).Select(l => l == 0
                ? new Projection(Projection.Input, 0, 5, size, Draw(0, 5 * size, 1.6, 0.5)) : new(l - 1, l, size, size, Draw(l, size * size, 0.24, 0.1)))],
        };
        var gradient = new PlainGradient(network, new FirstSpikeLoss(network, 0.3, 0.003, 6.4), new ExactEventProp(network, 0.1));
        return new(new ReferenceLif(), network, Inputs(5, 1, 20), gradient, 0);
    }

    private static SpikeBatch Inputs(int channels, int perChannel, double lastUs)
    {
        SeedTree random = SeedTree.Root(2);
        return new(channels, [.. Enumerable.Range(0, Samples).Select(s => Enumerable.Range(0, channels * perChannel)
            .Select(k => new TimedSpike(k % channels, 2 + (lastUs - 2) * random.Child((ulong)s).Uniform((ulong)k))).OrderBy(spike => spike.TimeUs).ToArray())]);
    }

    private static BenchWork Epoch(TrainingRecipe recipe, int threads)
    {
        Sample[] samples = YinYang.Generate(42, 1000);
        var trainer = new Trainer(recipe, new ReferenceLif(threads), samples, [], seed: 1, threads);
        TrainerState start = trainer.Snapshot();
        return () =>
        {
            trainer.Restore(start);
            trainer.RunEpochAsync(null, CancellationToken.None).GetAwaiter().GetResult();
            return samples.Length;
        };
    }

    // What a case runs.
    private sealed record Setting(ISpikingSubstrate Substrate, NetworkSnapshot Network, SpikeBatch Inputs, ISampleGradient Gradient, int Readouts)
    {
        public RecordedBatch Record()
        {
            ValueTask<RecordedBatch> run = Substrate.RunAsync(Network, Inputs, 0, CancellationToken.None);
            return run.IsCompleted ? run.Result : run.AsTask().GetAwaiter().GetResult();
        }

        public double Step()
        {
            RecordedBatch record = Record();
            Gradient.Begin();
            for (int s = 0; s < Inputs.Count; s++)
            {
                Gradient.Accumulate(Inputs[s], record, s, s % 3);
            }
            record.Release();
            return Inputs.Count;
        }
    }
}
