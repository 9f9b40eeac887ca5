using Bss2.Conformance;
using Bss2.Emulator;
using Bss2.Hal.Wire;

namespace Bss2.ConformanceTests;

/// <summary>The contracts of links are tested too: each way to break a link must break one of them.</summary>
public sealed class LinkSabotageTests
{
    // Only a broken link makes a contract wait; a sound one needs a fraction of this.
    private static readonly TimeSpan s_hangs = TimeSpan.FromSeconds(5), s_patient = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Names => [.. Enum.GetNames<LinkSabotage>().Except([nameof(LinkSabotage.None)])];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Some_contract_notices(string sabotage) =>
        Assert.NotEmpty(await BrokenContractsAsync(Enum.Parse<LinkSabotage>(sabotage), s_hangs));

    [Fact]
    public async Task Without_sabotage_none_complains() => Assert.Empty(await BrokenContractsAsync(LinkSabotage.None, s_patient));

    private static async Task<List<string>> BrokenContractsAsync(LinkSabotage sabotage, TimeSpan longest)
    {
        List<string> broken = [];
        foreach ((string name, Func<IChipLink, CancellationToken, Task> contract) in LinkContracts.All)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(longest);
            var link = new SpoiltLink(new EmulatorLink(new()), sabotage);
            try
            {
                // What does not even end when it is cancelled is broken, too.
                await contract(link, limit.Token).WaitAsync(2 * longest, TestContext.Current.CancellationToken);
            }
            catch (Exception)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                broken.Add(name);
                return broken;
            }
        }
        return broken;
    }
}
