using Bss2.Cli.Chips;
using Bss2.Conformance;
using Bss2.Hal;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.Cli.Conform;

/// <summary>Every contract against one chip; each begins with a connection of its own, as a new host does.</summary>
/// <remarks>The same contracts run in the test suite; docs/testing.md.</remarks>
internal sealed class ConformRun(ChipSettings settings, Action<ConformCheck> report)
{
    // Ends a check that hangs: nothing waits for it otherwise, and the slowest serial line needs less.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    /// <summary>Connects once, so that a chip that is not there is one clear error and not a list of them.</summary>
    public async Task<ChipDescription> IdentifyAsync(CancellationToken token)
    {
        await using IChipLink link = await settings.OpenLinkAsync(0, token);
        return link.Chip;
    }

    public async Task<IReadOnlyList<ConformCheck>> RunAsync(CancellationToken token)
    {
        List<ConformCheck> checks = [];
        foreach ((string name, Func<IChipLink, CancellationToken, Task> contract) in LinkContracts.All)
        {
            await CheckAsync($"link: {name}", async limit =>
            {
                await using IChipLink link = await settings.OpenLinkAsync(0, limit);
                await contract(link, limit);
            });
        }
        foreach ((string name, Func<IPlaybackExecutor, CancellationToken, Task> contract) in BringUpContracts.All)
        {
            await CheckAsync($"bring-up: {name}", limit => OnChipAsync(contract, limit));
        }
        foreach ((string name, Func<IPlaybackExecutor, CancellationToken, Task> contract) in PlaybackContracts.All)
        {
            await CheckAsync($"chip: {name}", limit => OnChipAsync(contract, limit));
        }
        return checks;

        async Task CheckAsync(string name, Func<CancellationToken, Task> contract)
        {
            ConformCheck check = await ResultAsync(name, contract, token);
            checks.Add(check);
            report(check);
        }
    }

    private async Task OnChipAsync(Func<IPlaybackExecutor, CancellationToken, Task> contract, CancellationToken limit)
    {
        await using IPlaybackExecutor chip = await settings.OpenAsync(0, limit);
        await contract(chip, limit);
    }

    private static async Task<ConformCheck> ResultAsync(string name, Func<CancellationToken, Task> contract, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(s_longest);
        try
        {
            // A link that does not even end when it is told to must not keep the others from being looked at.
            await contract(limit.Token).WaitAsync(2 * s_longest, token);
            return new(name, ConformCheck.Passed, "");
        }
        catch (ContractSkippedException e)
        {
            return new(name, ConformCheck.Skipped, e.Message);
        }
        catch (Exception e) when (e is (OperationCanceledException or TimeoutException) && !token.IsCancellationRequested)
        {
            return new(name, ConformCheck.Failed, $"it did not end within {s_longest.TotalMinutes} minutes");
        }
        catch (Exception e) when (e is ConformanceException or HalException or InvalidOperationException or InvalidDataException or IOException)
        {
            return new(name, ConformCheck.Failed, e.Message);
        }
    }
}
