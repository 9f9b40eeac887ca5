using Bss2.Network;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.Cli.Bench.Suites;

/// <summary>The parts of a training step by themselves, one thread: forward and gradient of 5-120-3 on 150 samples, weights settled.</summary>
internal sealed class KernelSuite : IBenchSuite
{
    private const int Batch = 150, Steps = 60, Settled = 3;

    // FLOP per sample of 60 steps and 123 neurons: forward 5, adjoint 6 (performance 7).
    private const double ForwardFlop = 37_000, AdjointFlop = 44_000;

    public string Name => "kernels";

    public IEnumerable<BenchCase> Cases()
    {
        TrainingRecipe max = TrainingRecipe.MaxSimulation, ttfs = TrainingRecipe.FirstSpikeSimulation;
        TrainingRecipe euler = max with { Adjoint = AdjointKind.Euler, EulerStepUs = max.WindowUs / Steps };
        foreach ((string name, TrainingRecipe recipe) in ((string, TrainingRecipe)[])[("max.event", max), ("max.euler60", euler), ("ttfs.event", ttfs)])
        {
            yield return new($"kernels.{name}.forward", BenchUnit.MicrosecondsPerSample, 1, MachinePeaks.Fma(ForwardFlop), () => Forward(recipe));
            yield return new($"kernels.{name}.gradient", BenchUnit.MicrosecondsPerSample, 1, MachinePeaks.Fma(AdjointFlop), () => Gradient(recipe));
        }
    }

    private static BenchWork Forward(TrainingRecipe recipe)
    {
        (ISpikingSubstrate substrate, NetworkSnapshot network, SpikeBatch inputs, _, _) = Prepare(recipe);
        return () =>
        {
            Run(substrate, network, inputs).Release();
            return Batch;
        };
    }

    private static BenchWork Gradient(TrainingRecipe recipe)
    {
        (ISpikingSubstrate substrate, NetworkSnapshot network, SpikeBatch inputs, int[] labels, double[][] weights) = Prepare(recipe);
        RecordedBatch record = Run(substrate, network, inputs);
        ISampleGradient gradient = SampleGradients.For(recipe, network, weights);
        return () =>
        {
            gradient.Begin();
            for (int s = 0; s < Batch; s++)
            {
                gradient.Accumulate(inputs[s], record, s, labels[s]);
            }
            return Batch;
        };
    }

    private static (ISpikingSubstrate, NetworkSnapshot, SpikeBatch, int[] Labels, double[][] Weights) Prepare(TrainingRecipe recipe)
    {
        ISpikingSubstrate substrate = recipe.Adjoint == AdjointKind.Euler ? new EulerLif(recipe.EulerStepUs, interpolate: false) : new ReferenceLif();
        Sample[] samples = YinYang.Training();
        var trainer = new Trainer(recipe, substrate, samples, [], seed: 1, threads: 1);
        for (int e = 0; e < Settled; e++)
        {
            trainer.RunEpochAsync(null, CancellationToken.None).GetAwaiter().GetResult();
        }
        double[][] weights = trainer.Snapshot().Weights;
        var inputs = new SpikeBatch(recipe.Inputs, [.. samples[..Batch].Select(s => recipe.Encoding.Encode(s.Features))]);
        return (substrate, recipe.Network(weights), inputs, [.. samples[..Batch].Select(s => s.Label)], weights);
    }

    private static RecordedBatch Run(ISpikingSubstrate substrate, NetworkSnapshot network, SpikeBatch inputs)
    {
        ValueTask<RecordedBatch> run = substrate.RunAsync(network, inputs, 0, CancellationToken.None);
        return run.IsCompleted ? run.Result : run.AsTask().GetAwaiter().GetResult();
    }
}
