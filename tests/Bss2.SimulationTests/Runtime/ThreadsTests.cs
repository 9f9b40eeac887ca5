using Bss2.Emulator;
using Bss2.Network;
using Bss2.Runtime;

namespace Bss2.SimulationTests.Runtime;

/// <summary>The emulator's threads share groups of circuits: nothing that comes back depends on how many there are.</summary>
public sealed class ThreadsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CoreModel.Circuit)]
    [InlineData(CoreModel.Linear)]
    public async Task Spikes_are_the_same_to_the_bit_for_any_number_of_threads(CoreModel core)
    {
        NetworkSnapshot network = TestNets.Net(3, 5, 40, [new("hidden", 90, TestNets.Lif()), new("output", 20, TestNets.Lif())],
            (-1, 0, 0.5, 0.4), (0, 1, 0.1, 0.2));
        SpikeBatch inputs = TestNets.Inputs(4, 5, 6, 4, 35);
        TimedSpike[][] expected = [];
        foreach (int threads in (int[])[1, 2, 5])
        {
            await using var chip = new ChipSubstrate(new EmulatorExecutor(new() { Core = core, Die = 2, NoiseSeed = 9, Threads = threads }), 2) { CapMemSettleMs = 15 };
            await chip.RunAsync(network, inputs, 3, Token);
            RecordedBatch batch = await chip.RunAsync(network, inputs, 4, Token);
            TimedSpike[][] seen = [.. Enumerable.Range(0, 6).SelectMany(s => new[] { batch.Spikes(s, 0).ToArray(), batch.Spikes(s, 1).ToArray() })];
            expected = expected.Length == 0 ? seen : expected;
            Assert.Equal(expected, seen);
        }
        Assert.True(expected.Sum(spikes => spikes.Length) > 300, $"{expected.Sum(spikes => spikes.Length)} spikes");
    }
}
