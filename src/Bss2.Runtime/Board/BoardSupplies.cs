using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Runtime.BringUp;

namespace Bss2.Runtime.Board;

/// <summary>
/// Sets a board's supplies within named limits, and puts them back: a wrong code can destroy a chip.
/// </summary>
/// <remarks>
/// All codes of a call are checked before the first is written, each is taken over by one program, and every state between two writes is
/// made of checked codes; so a failure in the middle leaves each rail within its limits. The cube's DACs cannot be read: what supplies are put back
/// to on disposal is the code of bring-up.
/// </remarks>
public sealed class BoardSupplies : IAsyncDisposable
{
    private readonly IPlaybackExecutor _executor;
    private readonly HashSet<PowerRail> _changed = [];

    /// <summary>Takes an executor, which is not disposed here.</summary>
    /// <param name="executor">Runs the writes.</param>
    /// <param name="dryRun">Whether settings are checked but not written.</param>
    /// <param name="board">Decides what sets the supplies: DACs on SPI, or potentiometers on I2C.</param>
    public BoardSupplies(IPlaybackExecutor executor, bool dryRun = false, AdapterBoard board = AdapterBoard.Cube) =>
        (_executor, IsDryRun, Board) = (executor, dryRun, board);

    /// <summary>The board.</summary>
    public AdapterBoard Board { get; }

    /// <summary>Whether settings are checked but not written.</summary>
    public bool IsDryRun { get; }

    /// <summary>Whether disposal leaves what was set, instead of the codes of bring-up.</summary>
    public bool Keeps { get; set; }

    /// <summary>Sets codes.</summary>
    /// <param name="codes">Code per rail: 12 bits on a cube, 8 on a jBOA.</param>
    /// <param name="overrideLimits">Takes codes outside the safe band too: only with a board that you can afford to lose.</param>
    /// <param name="cancellationToken">Stops between two rails.</param>
    /// <exception cref="UnsafeSupplyException">A code lies outside its limits; nothing was written.</exception>
    public async ValueTask SetAsync(IReadOnlyDictionary<PowerRail, int> codes, bool overrideLimits, CancellationToken cancellationToken)
    {
        Check(codes, overrideLimits, Board);
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
    public static void Check(IReadOnlyDictionary<PowerRail, int> codes, bool overrideLimits, AdapterBoard board = AdapterBoard.Cube)
    {
        foreach ((PowerRail rail, int code) in codes)
        {
            (board == AdapterBoard.Cube ? DACChannel.Layout : AD5252ChannelConfig.Layout).RequireInRange([code]);
            if (!overrideLimits)
            {
                SupplyLimit.Of(board)[(int)rail].Require(code);
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
                await WriteAsync(rail, SupplyLimit.Of(Board)[(int)rail].Standard, CancellationToken.None).ConfigureAwait(false);
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
        var builder = new PlaybackProgramBuilder();
        int channel = SupplyLimit.Of(Board)[(int)rail].Channel;
        if (Board == AdapterBoard.Cube)
        {
            builder.Write(new BoardDacChannel(channel), new DACChannel { Value = code });
        }
        else
        {
            builder.Write(new PotentiometerChannel(channel), new AD5252ChannelConfig { Value = code });
        }
        await _executor.ExecuteAsync(builder.Barrier(Barriers.Omnibus).Build(), cancellationToken).ConfigureAwait(false);
    }
}
