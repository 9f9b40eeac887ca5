using Bss2.Conformance;
using Bss2.Emulator;
using Bss2.Hal.Playback;

namespace Bss2.ConformanceTests;

/// <summary>The contracts are tested too: each way to break a chip must break one of them.</summary>
public sealed class SabotageTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly Sabotage None = new(word => word, _ => { });

    public static TheoryData<string> Names => [.. Sabotage.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Some_contract_notices(string sabotage) => Assert.NotEmpty(await BrokenContracts(Sabotage.All[sabotage], most: 1));

    [Fact]
    public async Task Without_sabotage_none_complains() => Assert.Empty(await BrokenContracts(None, int.MaxValue));

    private static async Task<List<string>> BrokenContracts(Sabotage sabotage, int most)
    {
        List<string> broken = [];
        CancellationToken token = TestContext.Current.CancellationToken;
        foreach ((string name, Func<IPlaybackExecutor, CancellationToken, Task> contract) in PlaybackContracts.All.Concat(BringUpContracts.All))
        {
            // The bring-up before a contract that is not about it goes well.
            int healthy = BringUpContracts.All.ContainsKey(name) ? 0 : 1;
            await using var chip = new WireExecutor(
                new SabotagedLink(new EmulatorLink(new()), sabotage, healthy), Deadline, TimeProvider.System);
            try
            {
                await contract(chip, token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                broken.Add(name);
            }
            if (broken.Count >= most)
            {
                break;
            }
        }
        return broken;
    }
}
