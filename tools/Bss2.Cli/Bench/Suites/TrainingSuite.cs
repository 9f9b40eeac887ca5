using Bss2.Network;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Bench.Suites;

/// <summary>Training in simulation, 5-120-3, batch 150: forward, adjoint and update of one epoch, without validation.</summary>
internal sealed class TrainingSuite : IBenchSuite
{
    private const int Batch = 150, Steps = 60;

    // Epochs before the measurement, so that the net spikes as it does for most of a training.
    private const int Settled = 3;

    // Forward 5 and adjoint 6 FLOP for 123 neurons and 60 steps, synapses 2 k (performance 7).
    private const double FlopPerSample = 83_000;

    public string Name => "training";

    public IEnumerable<BenchCase> Cases()
    {
        yield return Case("training.max.event.1thread", 1, Max);
        yield return Case("training.max.event.2threads", 2, Max) with
        {
            Yardstick = new("training.max.event.1thread", () => Epoch(Max, 1), 1),
        };
        yield return Case("training.max.euler60.1thread", 1, Euler);
        yield return Case("training.max.euler60.2threads", 2, Euler) with
        {
            Yardstick = new("training.max.euler60.1thread", () => Epoch(Euler, 1), 1),
        };
        yield return Case("training.ttfs.event.1thread", 1, TrainingRecipe.FirstSpikeSimulation with { BatchSize = Batch });
    }

    private static TrainingRecipe Max => TrainingRecipe.MaxSimulation with { BatchSize = Batch };

    private static TrainingRecipe Euler => Max with { Adjoint = AdjointKind.Euler, EulerStepUs = Max.WindowUs / Steps };

    private static BenchCase Case(string name, int threads, TrainingRecipe recipe) =>
        new(name, BenchUnit.MicrosecondsPerSampleEpoch, threads, MachinePeaks.Fma(FlopPerSample), () => Epoch(recipe, threads));

    private static BenchWork Epoch(TrainingRecipe recipe, int threads)
    {
        ISpikingSubstrate substrate = recipe.Adjoint == AdjointKind.Euler
            ? new EulerLif(recipe.EulerStepUs, interpolate: recipe.Loss == LossKind.FirstSpike, threads) : new ReferenceLif(threads);
        Sample[] samples = YinYang.Training();
        var trainer = new Trainer(recipe, substrate, samples, [], seed: 1, threads);
        for (int e = 0; e < Settled; e++)
        {
            RunEpoch(trainer);
        }
        TrainerState settled = trainer.Snapshot();
        return () =>
        {
            trainer.Restore(settled);
            RunEpoch(trainer);
            return samples.Length;
        };
    }

    private static void RunEpoch(Trainer trainer) => trainer.RunEpochAsync(null, CancellationToken.None).GetAwaiter().GetResult();
}
