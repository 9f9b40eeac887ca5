using Bss2.Conformance;
using Bss2.Hal.Playback;

namespace Bss2.ConformanceTests;

/// <summary>Runs every contract of links, and every contract of executors over it, on one kind of link; derive once per transport.</summary>
public abstract class LinkContract
{
    // Only ends a test that would hang: nothing waits for it.
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    public static TheoryData<string> LinkNames => [.. LinkContracts.All.Keys];

    public static TheoryData<string> PlaybackNames => [.. PlaybackContracts.All.Keys, .. BringUpContracts.All.Keys];

    [Theory]
    [MemberData(nameof(LinkNames))]
    public async Task Link_holds(string contract)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_deadline);
        await using LinkRig rig = await CreateAsync(limit.Token);
        try
        {
            await LinkContracts.All[contract](rig.Link, limit.Token);
        }
        catch (ContractSkippedException e)
        {
            Assert.Skip(e.Message);
        }
    }

    [Theory]
    [MemberData(nameof(PlaybackNames))]
    public async Task Executor_over_it_holds(string contract)
    {
        await using LinkRig rig = await CreateAsync(TestContext.Current.CancellationToken);
        await using var chip = new WireExecutor(rig.Link, s_deadline, TimeProvider.System);
        await PlaybackContracts.All.Concat(BringUpContracts.All).Single(entry => entry.Key == contract)
            .Value(chip, TestContext.Current.CancellationToken);
    }

    private protected abstract Task<LinkRig> CreateAsync(CancellationToken token);
}
