using Bss2.Hal;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Network;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime;

/// <summary>
/// A chip whose link may fail: then it is opened and brought up again, and the batch that was lost is run again. A batch depends on its
/// number and inputs alone, so the outcome is what it would have been.
/// </summary>
/// <remarks>Link-and-playback 6.3. What is no failure of the link (a program that times out, a network that does not fit) is thrown.</remarks>
public sealed class ReconnectingSubstrate : ISpikingSubstrate, IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<ChipSubstrate>> _open;
    private readonly ReconnectPolicy _policy;
    private readonly TimeProvider _time;
    private ChipSubstrate _chip;
    private ChipUsage _past = ChipUsage.None;

    private ReconnectingSubstrate(Func<CancellationToken, Task<ChipSubstrate>> open, ChipSubstrate chip, ReconnectPolicy policy, TimeProvider time) =>
        (_open, _chip, _policy, _time) = (open, chip, policy, time);

    /// <summary>Opens a chip.</summary>
    /// <param name="open">Opens it, now and after each failure of its link.</param>
    /// <param name="policy">How long to try.</param>
    /// <param name="time">Clock for waiting between attempts.</param>
    /// <param name="cancellationToken">Ends this first attempt.</param>
    /// <exception cref="HalException">The chip does not open: the first attempt is not repeated.</exception>
    public static async Task<ReconnectingSubstrate> OpenAsync(
        Func<CancellationToken, Task<ChipSubstrate>> open, ReconnectPolicy policy, TimeProvider time, CancellationToken cancellationToken) =>
        new(open, await open(cancellationToken).ConfigureAwait(false), policy, time);

    /// <summary>Which chip answers.</summary>
    public ChipDescription Chip => _chip.Chip;

    /// <summary>What was used so far, lost batches included.</summary>
    public ChipUsage Usage => _past.Plus(_chip.Usage);

    /// <summary>Where the network lies; null before the first batch.</summary>
    public ChipPlacement? Placement => _chip.Placement;

    /// <summary>What the column converters saw (<see cref="ChipSubstrate.MembranesOf"/>).</summary>
    public MembraneRecord MembranesOf(RecordedBatch record) => _chip.MembranesOf(record);

    /// <summary>How often the chip was opened again.</summary>
    public int Reconnections { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<WeightGrid?> GridsFor(NetworkSnapshot network) => _chip.GridsFor(network);

    /// <inheritdoc/>
    /// <exception cref="LinkException">The link failed and could not be made again.</exception>
    public async ValueTask<RecordedBatch> RunAsync(
        NetworkSnapshot network, SpikeBatch inputs, ulong batchNumber, CancellationToken cancellationToken)
    {
        for (int failures = 1; ; failures++)
        {
            try
            {
                return await _chip.RunAsync(network, inputs, batchNumber, cancellationToken).ConfigureAwait(false);
            }
            catch (HalException e) when (IsRecoverable(e) && failures <= _policy.FailuresPerBatch)
            {
                _policy.Report?.Invoke($"{e.Message} Reconnecting; batch {batchNumber} will be run again.");
                await ReopenAsync(e, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _chip.DisposeAsync();

    private static bool IsRecoverable(HalException e) => e is UtDecodeException or LinkException { MayRecover: true };

    private async Task ReopenAsync(HalException cause, CancellationToken cancellationToken)
    {
        string identity = _chip.Chip.Identity;
        await _chip.DisposeAsync().ConfigureAwait(false);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                ChipSubstrate chip = await _open(cancellationToken).ConfigureAwait(false);
                if (chip.Chip.Identity != identity)
                {
                    await chip.DisposeAsync().ConfigureAwait(false);
                    throw new LinkException(LinkFailure.Incompatible, chip.Chip.Name, $"another chip answers after the link was lost "
                        + $"(identity {chip.Chip.Identity}, before {identity}); going on would mix two chips' results.");
                }
                _past = _past.Plus(_chip.Usage);
                _chip = chip;
                Reconnections++;
                _policy.Report?.Invoke($"Connected to {chip.Chip.Name} again.");
                return;
            }
            catch (LinkException e) when (e.MayRecover)
            {
                if (attempt >= _policy.Attempts)
                {
                    throw new LinkException(e.Failure, e.Endpoint, $"gave up after {attempt} attempts to connect again. The link failed with: "
                        + $"{cause.Message} The last attempt failed with: {e.Message}", e);
                }
                await Task.Delay(_policy.Pause, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
