using Bss2.Conformance;
using Bss2.Emulator;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Links.Recording;

namespace Bss2.ConformanceTests;

/// <summary>Every contract, once recorded from the emulator, holds on the recording too.</summary>
public sealed class ReplayContractTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    public static TheoryData<string> LinkNames => [.. LinkContracts.All.Keys];

    public static TheoryData<string> PlaybackNames => [.. PlaybackContracts.All.Keys, .. BringUpContracts.All.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(LinkNames))]
    public Task Link_holds(string contract) => OnBothAsync(async link => await LinkContracts.All[contract](link, Token));

    [Theory]
    [MemberData(nameof(PlaybackNames))]
    public Task Executor_over_it_holds(string contract) => OnBothAsync(async link =>
    {
        await using var chip = new WireExecutor(link, s_deadline, TimeProvider.System);
        await PlaybackContracts.All.Concat(BringUpContracts.All).Single(entry => entry.Key == contract).Value(chip, Token);
    });

    private static async Task OnBothAsync(Func<IChipLink, Task> work)
    {
        string path = Path.GetTempFileName();
        try
        {
            await using (var recorder = new Recorder(path))
            {
                await using IChipLink link = recorder.Record(new EmulatorLink(new()));
                await GreetAsync(link);
                await work(link);
            }
            using var replay = new Replay(path);
            await using IChipLink again = replay.Connect();
            await GreetAsync(again);
            await work(again);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // A connection over which nothing goes leaves no trace, and one contract closes it at once.
    private static async Task GreetAsync(IChipLink link)
    {
        await link.SendAsync(new[] { ToFpga.Loopback(tick: false) }, Token);
        Assert.True(await link.ReceiveAsync(new ulong[16], Token) > 0);
    }
}
