using Bss2.Conformance;

namespace Bss2.ConformanceTests;

/// <summary>Runs every contract on one kind of executor; derive once per implementation.</summary>
public abstract class PlaybackExecutorContract
{
    public static TheoryData<string> Names => [.. PlaybackContracts.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Holds(string contract)
    {
        await using ExecutorRig rig = await CreateAsync(TestContext.Current.CancellationToken);
        await PlaybackContracts.All[contract](rig.Chip, TestContext.Current.CancellationToken);
    }

    private protected abstract Task<ExecutorRig> CreateAsync(CancellationToken token);
}
