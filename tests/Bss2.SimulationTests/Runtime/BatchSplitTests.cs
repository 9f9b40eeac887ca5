using Bss2.Emulator;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.SimulationTests.Runtime;

/// <summary>A batch that needs more than one program gives the same spikes, noise and all.</summary>
public sealed class BatchSplitTests
{
    private const int Samples = 9;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(600)]
    [InlineData(750)]
    [InlineData(900)]
    public async Task Spikes_do_not_depend_on_where_a_batch_is_split(int limit)
    {
        await using var whole = new ChipSubstrate(new EmulatorExecutor(new() { Die = 5 }), rowsPerInput: 3);
        var observed = new ObservedExecutor(new EmulatorExecutor(new() { Die = 5 }));
        await using var split = new ChipSubstrate(observed, rowsPerInput: 3) { MaximumInstructions = limit };
        NetworkSnapshot network = Network();
        SpikeBatch inputs = TestNets.Inputs(2, 4, Samples, 5, 29);
        RecordedBatch expected = await whole.RunAsync(network, inputs, 7, Token);
        RecordedBatch seen = await split.RunAsync(network, inputs, 7, Token);
        int spikes = 0;
        for (int s = 0; s < Samples; s++)
        {
            Assert.True(seen.IsValid(s));
            for (int layer = 0; layer < 2; layer++)
            {
                Assert.Equal(expected.Spikes(s, layer).ToArray(), seen.Spikes(s, layer).ToArray());
                spikes += seen.Spikes(s, layer).Length;
            }
        }
        Assert.True(spikes > 100, $"{spikes} spikes");
        Assert.All(observed.Lengths, length => Assert.InRange(length, 1, limit));
        Assert.True(seen.Ledger.Closes);
        SpikeLedgerStage Record(RecordedBatch batch) => batch.Ledger.Stages[^1];
        Assert.Equal(Record(expected).Delivered, Record(seen).Delivered);
        Assert.True(Record(seen).Losses.Single(loss => loss.Key == "of a sample that ran again").Value > 0, "samples ran again");
        Assert.True(split.Usage.Programs > whole.Usage.Programs + 1);
    }

    [Fact]
    public async Task The_far_end_s_limit_counts_and_a_limit_too_small_for_a_sample_is_refused()
    {
        var observed = new ObservedExecutor(new EmulatorExecutor(new() { Noise = false })) { MaxProgramWords = 700 };
        await using var chip = new ChipSubstrate(observed) { CapMemSettleMs = 1 };
        await chip.RunAsync(Network(), TestNets.Inputs(2, 4, Samples, 5, 29), 0, Token);
        Assert.InRange(observed.Lengths.Max(), 1, 700);
        await using var tiny = new ChipSubstrate(new EmulatorExecutor(new() { Noise = false })) { CapMemSettleMs = 1, MaximumInstructions = 300 };
        PlacementException refused = await Assert.ThrowsAsync<PlacementException>(
            async () => await tiny.RunAsync(Network(), TestNets.Inputs(2, 4, Samples, 5, 29), 0, Token));
        Assert.Equal(300, refused.Available);
        Assert.True(refused.Needed > 300);
    }

    private static NetworkSnapshot Network() => TestNets.Net(1, 4, 30, [new("hidden", 12, TestNets.Lif()), new("output", 3, TestNets.Lif())],
        (-1, 0, 0.6, 0.4), (0, 1, 0.4, 0.3));
}
