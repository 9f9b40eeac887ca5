using System.Globalization;
using System.Text.Json.Serialization;
using Bss2.Cli.Faults;
using Bss2.Cli.Record;
using Bss2.Emulator;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Runtime;

namespace Bss2.Cli.Chips;

/// <summary>Which chip a verb talks to: stored in run folders.</summary>
internal sealed record ChipSettings
{
    /// <summary>Any die: whatever a remote chip is.</summary>
    public const string AnyDie = "any";

    public string Substrate { get; init; } = "chip";

    /// <summary>Where the chip is; null for the emulator in this process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Chip { get; init; }

    public string Die { get; init; } = "ideal";

    public string Core { get; init; } = "circuit";

    public string Engine { get; init; } = "vectorised";

    public bool Noise { get; init; } = true;

    /// <summary>What is broken on purpose; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FaultPlan? Faults { get; init; }

    /// <summary>Whether anything that is not emulated is fatal; decides no result.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Strict { get; init; }

    /// <summary>How long a program's halt may take, seconds; decides no result.</summary>
    [JsonIgnore]
    public double DeadlineS { get; init; } = 120;

    /// <summary>Threads of an emulated chip's analog core; decides no result.</summary>
    [JsonIgnore]
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    /// <summary>Whether the chip is one that somebody else has chosen.</summary>
    [JsonIgnore]
    public bool IsRemote => Chip is not null;

    private int? DieSeed => Die == "ideal" ? null : int.Parse(Die, CultureInfo.InvariantCulture);

    /// <summary>Which chip a session must find.</summary>
    [JsonIgnore]
    public ExpectedChip Expected => new() { FpgaDna = IsRemote && Die != AnyDie ? EmulatorExecutor.DeviceDna(DieSeed) : null };

    /// <summary>Powers the emulated chip up, or connects to a remote one and checks that it is the one that was asked for.</summary>
    /// <param name="noiseSeed">Of an emulated chip in this process.</param>
    /// <param name="token">Ends the attempt.</param>
    /// <param name="report">Told what such a chip does not emulate, when a program first uses it.</param>
    public async Task<IPlaybackExecutor> OpenAsync(ulong noiseSeed, CancellationToken token, Action<string>? report = null)
    {
        if (Chip is null && SessionTap.Recorder is null)
        {
            RequireUsable(Faults);
            return new EmulatorExecutor(Emulated(noiseSeed, report));
        }
        return Over(await OpenLinkAsync(noiseSeed, token, report));
    }

    /// <summary>The same as words.</summary>
    public async Task<IChipLink> OpenLinkAsync(ulong noiseSeed, CancellationToken token, Action<string>? report = null)
    {
        RequireUsable(Faults);
        if (Chip is null)
        {
            return SessionTap.Tap(new EmulatorLink(Emulated(noiseSeed, report)));
        }
        var target = ChipTarget.Parse(Chip);
        if (target is ChipTarget.Replay replay)
        {
            return SessionTap.Replay(replay.File).Connect();
        }
        IChipLink link = await ChipConnection.ConnectAsync(target, Faults?.ForLink(), token);
        try
        {
            // Before anything is written down: a replay has its chip.
            await ChipConnection.RequireAsync(Over(link), Expected, Die, token);
            return SessionTap.Tap(link);
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    private WireExecutor Over(IChipLink link) => new(link, TimeSpan.FromSeconds(DeadlineS), TimeProvider.System);

    private EmulatorOptions Emulated(ulong noiseSeed, Action<string>? report) =>
        Emulated(noiseSeed) with { Log = report is null ? null : entry => report($"Emulator: {entry}") };

    private void RequireUsable(FaultPlan? plan)
    {
        if (plan?.Chip is not null && Chip is not null)
        {
            throw new ArgumentException($"The fault plan {plan.Name} breaks parts of a chip, but {Chip} is what it is; give those to bss2 serve.");
        }
        if (plan?.Link is not null && Chip is null)
        {
            throw new ArgumentException($"The fault plan {plan.Name} spoils a link, but there is none to an emulator in this process; start bss2 serve "
                + "and name it with --chip.");
        }
    }

    /// <summary>The emulated chip that these settings describe.</summary>
    public EmulatorOptions Emulated(ulong noiseSeed) => new()
    {
        Die = DieSeed,
        Core = Core == "linear" ? CoreModel.Linear : CoreModel.Circuit,
        Engine = Engine == "reference" ? EngineKind.Reference : EngineKind.Vectorised,
        Noise = Noise,
        NoiseSeed = noiseSeed,
        Faults = Faults?.ForChip(),
        Strict = Strict,
        Threads = Threads,
    };
}
