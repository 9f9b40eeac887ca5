using Bss2.Hal;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Runtime.BringUp;

namespace Bss2.Runtime;

/// <summary>
/// A chip that is known and brought up: checks who answers, runs bring-up, checks the outcome, then runs programs; after one that failed
/// it finds out why and takes no more until it is opened again.
/// </summary>
/// <remarks>
/// The executor underneath may be an emulator or a board over any link; the session is one itself, so that whatever runs programs (buses,
/// monitors) runs on a checked chip too. One program at a time. Sources: link-and-playback 3.7, 4.6;
/// register-map 15.
/// </remarks>
public sealed class ChipSession : IPlaybackExecutor
{
    private readonly IPlaybackExecutor _executor;
    private readonly IReadOnlyList<BringUpStep> _steps;
    private readonly BringUpOptions _options;
    private readonly ExpectedChip _expected;
    private string? _fault;

    /// <summary>Takes ownership of an executor; the chip is not touched before <see cref="OpenAsync"/>.</summary>
    /// <param name="executor">Disposed with this object.</param>
    /// <param name="options">How to bring the chip up.</param>
    /// <param name="expected">Which chip to insist on; any HICANN-X v3 if null.</param>
    public ChipSession(IPlaybackExecutor executor, BringUpOptions? options = null, ExpectedChip? expected = null)
        : this(executor, options ?? new(), expected ?? new(), SystemInit.Steps(options ?? new()))
    {
    }

    internal ChipSession(IPlaybackExecutor executor, BringUpOptions options, ExpectedChip expected, IReadOnlyList<BringUpStep> steps) =>
        (_executor, _options, _expected, _steps) = (executor, options, expected, steps);

    /// <summary>What answers, as far as the executor knows.</summary>
    public ChipDescription Chip => _executor.Chip;

    /// <summary>What it can do.</summary>
    public ChipFeatures Features => _executor.Features;

    /// <summary>Longest program that it takes, 64-bit words.</summary>
    public int MaxProgramWords => _executor.MaxProgramWords;

    /// <summary>Whether it takes programs.</summary>
    public ChipSessionState State { get; private set; }

    /// <summary>Who answered; null before the first opening.</summary>
    public ChipIdentity? Identity { get; private set; }

    /// <summary>The way to the chip when it was opened, or when a program failed; null before.</summary>
    public LinkReport? Link { get; private set; }

    /// <summary>Checks who answers, brings the chip up and checks the outcome. All earlier chip state is lost.</summary>
    /// <returns>Who answered.</returns>
    /// <exception cref="ChipIdentityException">Another chip answers; nothing was changed on it.</exception>
    /// <exception cref="BringUpException">Bring-up failed; the message says at which step and why.</exception>
    /// <exception cref="HalException">The link failed.</exception>
    public async ValueTask<ChipIdentity> OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(State == ChipSessionState.Disposed, this);
        (State, _fault) = (ChipSessionState.Faulted, "it was not opened to the end");
        Identity = await ChipIdentity.ReadAsync(_executor, cancellationToken).ConfigureAwait(false);
        _expected.Check(Chip, Identity);
        await BringUpAsync(cancellationToken).ConfigureAwait(false);
        (State, _fault) = (ChipSessionState.Open, null);
        return Identity;
    }

    /// <summary>Runs a program.</summary>
    /// <exception cref="InvalidOperationException">The session is not open.</exception>
    /// <exception cref="HalException">The program, the chip or the link failed; for a program also what the post-mortem found.</exception>
    public async ValueTask<PlaybackResult> ExecuteAsync(PlaybackProgram program, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(State == ChipSessionState.Disposed, this);
        if (State != ChipSessionState.Open)
        {
            throw new InvalidOperationException(State == ChipSessionState.Closed
                ? $"The session with {Chip.Name} is not open; call OpenAsync first."
                : $"The session with {Chip.Name} is faulted, so the chip's state is unknown ({_fault}); call OpenAsync again.");
        }
        // Whatever ends the run early leaves the chip in an unknown state.
        (State, _fault) = (ChipSessionState.Faulted, "a run was cancelled or is still under way");
        try
        {
            PlaybackResult result = await _executor.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
            (State, _fault) = (ChipSessionState.Open, null);
            return result;
        }
        catch (PlaybackException failure)
        {
            _fault = failure.Message;
            string found = await PostMortemAsync(cancellationToken).ConfigureAwait(false);
            throw failure is InstructionTimeoutException timeout
                ? new InstructionTimeoutException(timeout.Instruction, $"{failure.Message} {found}", failure)
                : new PlaybackException($"{failure.Message} {found}", failure);
        }
        catch (HalException failure)
        {
            _fault = failure.Message;
            throw;
        }
    }

    /// <summary>Disposes the executor; the chip stays as it is.</summary>
    public ValueTask DisposeAsync()
    {
        State = ChipSessionState.Disposed;
        return _executor.DisposeAsync();
    }

    private async ValueTask BringUpAsync(CancellationToken cancellationToken)
    {
        var builder = new PlaybackProgramBuilder();
        var starts = new int[_steps.Count];
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = builder.Count;
            _steps[i].Append(builder);
        }
        PlaybackResult result;
        try
        {
            result = await _executor.ExecuteAsync(builder.Build(), cancellationToken).ConfigureAwait(false);
        }
        catch (PlaybackException failure)
        {
            string at = failure is InstructionTimeoutException timeout
                ? $" at step \"{_steps[Array.FindLastIndex(starts, start => start <= timeout.Instruction)].Name}\"" : "";
            _fault = failure.Message;
            string found = await PostMortemAsync(cancellationToken).ConfigureAwait(false);
            throw new BringUpException($"Bring-up of {Chip.Name} failed{at}. {found} {failure.Message}", Link, failure);
        }
        await CheckAsync(result.LinkNotifications, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CheckAsync(IReadOnlyList<LinkNotification> news, CancellationToken cancellationToken)
    {
        var builder = new PlaybackProgramBuilder();
        var inspection = new LinkInspection(builder);
        Ticket<EventRecordingConfig> recording = builder.Read<EventRecordingConfig, Unique>(default);
        Ticket<InstructionTimeoutConfig> timeout = builder.Read<InstructionTimeoutConfig, Unique>(default);
        Ticket<ReferenceGeneratorConfig>? reference =
            _options.CapMemReference ? builder.Read<ReferenceGeneratorConfig, Unique>(default) : null;
        SupplyInspection? supplies = _options.CheckSupplies ? new(builder) : null;
        builder.Barrier(Barriers.Omnibus);
        PlaybackResult result;
        try
        {
            result = await _executor.ExecuteAsync(builder.Build(), cancellationToken).ConfigureAwait(false);
        }
        catch (PlaybackException failure)
        {
            string found = await PostMortemAsync(cancellationToken).ConfigureAwait(false);
            throw new BringUpException($"{Chip.Name} does not answer after bring-up. {found} {failure.Message}", Link, failure);
        }
        Link = inspection.Report(result);
        List<string> wrong = [.. supplies?.Faults(result, _options.Board) ?? [], .. LinkFaults(news)];
        if (_options is { HighSpeedLinks: true, Systime: true } && !Link.SystimeActive)
        {
            wrong.Add("system time is not synchronised (SystimeSync)");
        }
        if (!recording.Read(result).EnableEventRecording)
        {
            wrong.Add("events are not recorded (EventRecordingConfig)");
        }
        if (timeout.Read(result) != new InstructionTimeoutConfig())
        {
            wrong.Add("the instruction timeout is not the standard one (InstructionTimeoutConfig)");
        }
        if (reference is not null && reference.Read(result) != new ReferenceGeneratorConfig())
        {
            wrong.Add("the CapMem reference is not set up, or held in reset (ReferenceGeneratorConfig)");
        }
        if (wrong.Count > 0)
        {
            throw new BringUpException($"Bring-up of {Chip.Name} did not succeed: {string.Join("; ", wrong)}. {Link}", Link, null);
        }
    }

    // Each link says once that it is up; on a chip that was up before, it first says that it went down.
    private IEnumerable<string> LinkFaults(IReadOnlyList<LinkNotification> news) => Enumerable.Range(0, _options.HighSpeedLinks ? Phy.Count : 0)
        .GroupBy(phy => LinkFault(phy, news)).Where(fault => fault.Key is not null).Select(fault => $"PHY {string.Join(", ", fault)} {fault.Key}");

    private string? LinkFault(int phy, IReadOnlyList<LinkNotification> news) => (news.Any(n => n.Phy == phy), Link!.IsUp(phy)) switch
    {
        (false, true) => "did not come up anew: the chip was not reset (ResetChip)",
        (false, false) => "never came up",
        (true, true) when news.Last(n => n.Phy == phy).LinkUp => null,
        _ => "is down",
    };

    private async ValueTask<string> PostMortemAsync(CancellationToken cancellationToken)
    {
        var builder = new PlaybackProgramBuilder();
        builder.Write(new InstructionTimeoutConfig());
        var inspection = new LinkInspection(builder);
        try
        {
            Link = inspection.Report(await _executor.ExecuteAsync(builder.Build(), cancellationToken).ConfigureAwait(false));
            return $"Post-mortem: {Link}";
        }
        catch (HalException failure)
        {
            Link = null;
            return $"The post-mortem failed too: {failure.Message}";
        }
    }
}
