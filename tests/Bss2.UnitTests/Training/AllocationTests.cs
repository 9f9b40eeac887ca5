using Bss2.Network;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.UnitTests.Training;

/// <summary>A steady training allocates nothing per batch, so that the garbage collector never runs in one.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string> Recipes => ["max", "ttfs", "euler"];

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task A_batch_allocates_nothing(string name)
    {
        TrainingRecipe recipe = (name == "ttfs" ? TrainingRecipe.FirstSpikeSimulation : TrainingRecipe.MaxSimulation) with { BatchSize = 10, Hidden = 24 };
        recipe = name == "euler" ? recipe with { Adjoint = AdjointKind.Euler, EulerStepUs = 1 } : recipe;
        ISpikingSubstrate substrate = name == "euler" ? new EulerLif(1, interpolate: false) : new ReferenceLif();
        var trainer = new Trainer(recipe, substrate, YinYang.Generate(42, 400), [], seed: 1, threads: 1);
        // Buffers grow while weights move; then every batch is measured on its own thread.
        for (int e = 0; e < 3; e++)
        {
            await trainer.RunEpochAsync(null, TestContext.Current.CancellationToken);
        }
        // A buffer that grows late, or a method compiled late, does not repeat: the best of a few epochs counts.
        long least = long.MaxValue;
        for (int e = 0; e < 4 && least > 0; e++)
        {
            var meter = new Meter();
            await trainer.RunEpochAsync(meter, TestContext.Current.CancellationToken);
            Assert.Equal(40, meter.Batches);
            least = Math.Min(least, meter.Bytes);
        }
        Assert.Equal(0, least);
    }

    // Called after every batch: what the thread allocated since the call before, from the second batch on.
    private sealed class Meter : IProgress<BatchReport>
    {
        private long _before;

        public int Batches { get; private set; }

        public long Bytes { get; private set; }

        public void Report(BatchReport value)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            Bytes += Batches++ > 0 ? now - _before : 0;
            _before = GC.GetAllocatedBytesForCurrentThread();
        }
    }
}
