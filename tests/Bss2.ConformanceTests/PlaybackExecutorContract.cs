using Bss2.Hal.Playback;

namespace Bss2.ConformanceTests;

/// <summary>Runs every contract on one kind of executor; derive once per implementation.</summary>
public abstract class PlaybackExecutorContract
{
    public static TheoryData<string> Names => [.. PlaybackContracts.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Holds(string contract)
    {
        await using IPlaybackExecutor chip = Create();
        await PlaybackContracts.All[contract](chip, TestContext.Current.CancellationToken);
    }

    protected abstract IPlaybackExecutor Create();
}
