using Bss2.Emulator;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Runtime;

/// <summary>Bad input is refused with its place, before anything is sent.</summary>
public sealed class BadInputTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public async Task A_weight_that_is_not_finite_is_refused_with_its_place(double weight)
    {
        NetworkSnapshot network = Net();
        network.Projections[1].Weights[3 * 2 + 1] = weight;
        string message = await RefusalAsync(network, new(3, [[]]));
        Assert.Contains("Weight of projection 1 from 3 to 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spikes_outside_the_window_and_channels_that_do_not_exist_are_refused_with_their_place()
    {
        string late = await RefusalAsync(Net(), new(3, [[new(0, 1)], [new(1, 2), new(2, 30.01)]]));
        Assert.Contains("Sample 1: the spike of channel 2 at 30.01 µs lies outside the window of 30 µs", late, StringComparison.Ordinal);
        string channels = await RefusalAsync(Net(), new(4, [[]]));
        Assert.Contains("4 channels", channels, StringComparison.Ordinal);
        string dense = await RefusalAsync(Net(), new(3, [[.. Enumerable.Range(0, 200).Select(_ => new TimedSpike(0, 29.9))]]));
        Assert.Contains("Sample 0: 200 input spikes do not fit", dense, StringComparison.Ordinal);
        Assert.Contains("Sample 1: spike of channel 0 at -0.5", Refusal(() => new(3, [[], [new(0, -0.5)]])), StringComparison.Ordinal);
        Assert.Contains("after 2", Refusal(() => new(3, [[new(0, 2), new(1, 1)]])), StringComparison.Ordinal);
        Assert.Contains("channel 3", Refusal(() => new(3, [[new(3, 2)]])), StringComparison.Ordinal);
        Assert.Contains("NaN", Refusal(() => new(3, [[new(0, double.NaN)]])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_and_the_last_moment_of_the_window_are_inside()
    {
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new() { Core = CoreModel.Linear, Noise = false }));
        RecordedBatch batch = await chip.RunAsync(Net(), new(3, [[new(0, 0), new(0, 30)]]), 0, Token);
        Assert.True(batch.IsValid(0));
        Assert.Equal(2, batch.Ledger.Stages[0].In);
    }

    [Fact]
    public async Task A_batch_that_outgrows_its_slot_of_system_time_is_refused()
    {
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new() { Noise = false })) { CapMemSettleMs = 1 };
        var inputs = new SpikeBatch(3, [.. Enumerable.Range(0, 3000).Select(_ => Array.Empty<TimedSpike>())]);
        ArgumentOutOfRangeException refused =
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await chip.RunAsync(Net(), inputs, 0, Token));
        Assert.Contains("3000 samples", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await chip.RunAsync(Net(), new(3, [[]]), FpgaTime.Mask >> 24, Token));
    }

    private static string Refusal(Func<SpikeBatch> make) => Assert.Throws<ArgumentException>(make).Message;

    private static async Task<string> RefusalAsync(NetworkSnapshot network, SpikeBatch inputs)
    {
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new() { Noise = false })) { CapMemSettleMs = 1 };
        return (await Assert.ThrowsAsync<ArgumentException>(async () => await chip.RunAsync(network, inputs, 0, Token))).Message;
    }

    private static NetworkSnapshot Net() => TestNets.Net(1, 3, 30, [new("hidden", 4, TestNets.Lif()), new("output", 2, TestNets.Lif())],
        (-1, 0, 0.5, 0.1), (0, 1, 0.5, 0.1));
}
