using Bss2.Conformance;

namespace Bss2.ConformanceTests;

/// <summary>Runs every contract on one kind of executor; derive once per implementation.</summary>
public abstract class PlaybackExecutorContract
{
    public static TheoryData<string> Names => [.. PlaybackContracts.All.Keys];

    public static TheoryData<string> BringUpNames => [.. BringUpContracts.All.Keys];

    [Theory]
    [MemberData(nameof(BringUpNames))]
    public async Task Holds_from_power_on(string contract)
    {
        await using ExecutorRig rig = await CreateAsync(TestContext.Current.CancellationToken);
        await BringUpContracts.All[contract](rig.Chip, TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Holds(string contract)
    {
        await using ExecutorRig rig = await CreateAsync(TestContext.Current.CancellationToken);
        await PlaybackContracts.All[contract](rig.Chip, TestContext.Current.CancellationToken);
    }

    private protected abstract Task<ExecutorRig> CreateAsync(CancellationToken token);
}
