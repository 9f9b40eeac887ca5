using Bss2.Emulator;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Training;
using Bss2.Training.Data;

namespace Bss2.SimulationTests.Runtime;

/// <summary>Allocation budget: once buffers have grown, batch after batch runs without allocation, on the emulator and all the way around it.</summary>
public sealed class AllocationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CoreModel.Circuit, false)]
    [InlineData(CoreModel.Linear, false)]
    [InlineData(CoreModel.Circuit, true)]
    public async Task A_batch_allocates_nothing_in_the_emulator(CoreModel core, bool layered)
    {
        var emulator = new EmulatorExecutor(new() { Core = core, NoiseSeed = 1 });
        var programs = new ProgramCatcher(emulator);
        await using var chip = new ChipSubstrate(programs, rowsPerInput: 3) { CapMemSettleMs = 15 };
        // Other weights in every batch, as in a training.
        foreach (ulong batch in (ulong[])[1, 2, 3])
        {
            await chip.RunAsync(Network(batch, layered), TestNets.Inputs(batch, 4, 20, 5, 29), batch, Token);
        }
        PlaybackProgram[] batches = [.. programs.Programs.TakeLast(2)];
        long replies = 0;
        Action<ReadOnlySpan<ulong>> count = words => replies += words.Length;
        // What grows or is compiled once does not repeat: the best of a few runs counts.
        long least = long.MaxValue;
        for (int run = 0; run < 5; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (PlaybackProgram program in batches)
            {
                emulator.Feed(program.Words.Span, count);
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.True(replies > 2_500, $"{replies} reply words");
        Assert.Equal(0, least);
    }

    [Fact]
    public async Task A_batch_of_a_training_on_the_chip_allocates_nothing()
    {
        TrainingRecipe recipe = TrainingRecipe.MaxChip with { BatchSize = 8, Hidden = 24 };
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new() { NoiseSeed = 1 }), rowsPerInput: 5) { CapMemSettleMs = 15 };
        var trainer = new Trainer(recipe, chip, YinYang.Generate(42, 64), [], seed: 1, threads: 1);
        // Buffers grow while weights move; what grows or is compiled late does not repeat, so the best of a few epochs counts.
        long least = long.MaxValue;
        for (int e = 0; e < 6 && least > 0; e++)
        {
            var meter = new Meter();
            await trainer.RunEpochAsync(meter, Token);
            Assert.Equal(8, meter.Batches);
            least = Math.Min(least, meter.Bytes);
        }
        Assert.True(chip.Usage.SpikesRead > 1_000, $"{chip.Usage.SpikesRead} spikes");
        Assert.Equal(0, least);
    }

    private static NetworkSnapshot Network(ulong seed, bool layered) => layered
        ? TestNets.Net(seed, 4, 30, [new("hidden", 40, TestNets.Lif()), new("output", 3, TestNets.Lif())], (-1, 0, 0.6, 0.4), (0, 1, 0.1, 0.3))
        : TestNets.Net(seed, 4, 30, [new("hidden", 40, TestNets.Lif())], (-1, 0, 0.6, 0.4));

    private sealed class ProgramCatcher(EmulatorExecutor inner) : IPlaybackExecutor
    {
        public List<PlaybackProgram> Programs { get; } = [];

        public ChipDescription Chip => inner.Chip;

        public ChipFeatures Features => inner.Features;

        public int MaxProgramWords => inner.MaxProgramWords;

        public ValueTask<PlaybackResult> ExecuteAsync(PlaybackProgram program, CancellationToken cancellationToken)
        {
            // Its memory is used again.
            Programs.Add(PlaybackProgram.FromWords(program.Words.Span));
            return inner.ExecuteAsync(program, cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
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
