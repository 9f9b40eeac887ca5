using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Playback;

namespace Bss2.Runtime.Board;

/// <summary>
/// Sets supplies of a cube adapter board within named limits, and puts them back: a wrong code can destroy a chip.
/// </summary>
/// <remarks>
/// All codes of a call are checked before the first is written, each is taken over by one program, and every state between two writes is
/// made of checked codes; so a failure in the middle leaves each rail within its limits. The DACs cannot be read: what they are put back
/// to on disposal is the code of bring-up.
/// </remarks>
public sealed class BoardSupplies : IAsyncDisposable
{
    private readonly IPlaybackExecutor _executor;
    private readonly HashSet<PowerRail> _changed = [];

    /// <summary>Takes an executor, which is not disposed here.</summary>
    /// <param name="executor">Runs the writes.</param>
    /// <param name="dryRun">Whether settings are checked but not written.</param>
    public BoardSupplies(IPlaybackExecutor executor, bool dryRun = false) => (_executor, IsDryRun) = (executor, dryRun);

    /// <summary>Whether settings are checked but not written.</summary>
    public bool IsDryRun { get; }

    /// <summary>Whether disposal leaves what was set, instead of the codes of bring-up.</summary>
    public bool Keeps { get; set; }

    /// <summary>Sets codes.</summary>
    /// <param name="codes">12-bit code per rail.</param>
    /// <param name="overrideLimits">Takes codes outside the safe band too: only with a board that you can afford to lose.</param>
    /// <param name="cancellationToken">Stops between two rails.</param>
    /// <exception cref="UnsafeSupplyException">A code lies outside its limits; nothing was written.</exception>
    public async ValueTask SetAsync(IReadOnlyDictionary<PowerRail, int> codes, bool overrideLimits, CancellationToken cancellationToken)
    {
        Check(codes, overrideLimits);
        foreach ((PowerRail rail, int code) in codes.OrderBy(pair => pair.Key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Before the write: after a failure nobody knows whether it arrived.
            _changed.Add(rail);
            await WriteAsync(rail, code, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Checks codes as <see cref="SetAsync"/> does, without a chip.</summary>
    /// <exception cref="UnsafeSupplyException">A code lies outside its limits.</exception>
    public static void Check(IReadOnlyDictionary<PowerRail, int> codes, bool overrideLimits)
    {
        foreach ((PowerRail rail, int code) in codes)
        {
            SupplyLimit limit = SupplyLimit.All[(int)rail];
            DACChannel.Layout.RequireInRange([code]);
            if (!overrideLimits && (code < limit.Minimum || code > limit.Maximum))
            {
                throw new UnsafeSupplyException($"{rail} code {code} lies outside its safe limits {limit.Minimum}..{limit.Maximum} "
                    + $"(bring-up: {limit.Standard}) and was not written; nor was any other. It could destroy the chip.");
            }
        }
    }

    /// <summary>Puts changed supplies back to the codes of bring-up, unless they are kept; a dead link stays dead in silence.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (PowerRail rail in Keeps ? [] : _changed.ToArray())
        {
            try
            {
                await WriteAsync(rail, SupplyLimit.All[(int)rail].Standard, CancellationToken.None).ConfigureAwait(false);
                _changed.Remove(rail);
            }
            catch (HalException)
            {
                // The next rail may still be reached; what stays is a code that was checked.
                continue;
            }
        }
    }

    private async ValueTask WriteAsync(PowerRail rail, int code, CancellationToken cancellationToken)
    {
        if (IsDryRun)
        {
            return;
        }
        PlaybackProgram program = new PlaybackProgramBuilder().Write(SupplyLimit.All[(int)rail].Channel, new DACChannel { Value = code })
            .Barrier(Barriers.Omnibus).Build();
        await _executor.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
    }
}
