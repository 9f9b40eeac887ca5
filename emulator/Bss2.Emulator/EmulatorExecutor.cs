using System.Runtime.InteropServices;
using Bss2.Emulator.Digital;
using Bss2.Emulator.Fpga;
using Bss2.Hal;
using Bss2.Hal.Playback;

namespace Bss2.Emulator;

/// <summary>An emulated FPGA with chip, run directly: program words in, reply messages out to the driver's own decoder.</summary>
/// <remarks>
/// The messages are those of the wire, without their packing into words, which would be undone in the same process; <see cref="EmulatorLink"/>
/// has it, and both give the same results.
/// </remarks>
public sealed class EmulatorExecutor : IPlaybackExecutor
{
    // Any constant does; it is stable per die so that a session can tell dies apart.
    private const ulong DnaBase = 0x0B55_2000_0000;

    private readonly List<ulong> _replies = [];
    private readonly PlaybackResultPool _results = new();
    private readonly DigitalChip _chip;
    private readonly EmulatedFpga _fpga;

    /// <summary>Powers an emulated chip up.</summary>
    public EmulatorExecutor(EmulatorOptions options)
    {
        Options = options;
        _chip = new(options);
        _fpga = new(_chip, DeviceDna(options.Die), options.Die, _replies);
        string die = options.Die is { } seed ? $"die {seed}" : "ideal die";
        string core = options.Core == CoreModel.Linear ? "linear core (reduced model)" : "circuit core";
        string engine = options.Engine switch
        {
            EngineKind.Reference => "reference engine",
            EngineKind.EventDriven => "event-driven engine",
            _ => "vectorised engine",
        };
        string faults = options.Faults is { } plan ? $", {plan}" : "";
        // A broken chip is another one: what was learnt or calibrated on it is not valid elsewhere.
        Chip = new($"emulated HICANN-X v3, {die}, {core}, {engine}, noise {(options.Noise ? "on" : "off")}{faults}", IsEmulated: true,
            $"emulator:{(options.Die is { } d ? d.ToString(System.Globalization.CultureInfo.InvariantCulture) : "ideal")}"
            + (options.Faults is { } broken ? $"/faults:{broken.Fingerprint}" : ""));
    }

    /// <summary>Serial number that the emulated FPGA of a die reports (FPGADeviceDNA).</summary>
    /// <param name="die">Seed of the die; null for the ideal one.</param>
    public static ulong DeviceDna(int? die) => DnaBase | (uint)((die ?? -1) + 1);

    /// <summary>What is emulated.</summary>
    public EmulatorOptions Options { get; }

    /// <inheritdoc/>
    public ChipDescription Chip { get; }

    /// <inheritdoc/>
    public ChipFeatures Features => ChipFeatures.CountsLostSpikes;

    /// <inheritdoc/>
    public int MaxProgramWords => int.MaxValue;

    /// <summary>Where every event went since power-on.</summary>
    public SpikeStatistics Statistics => _chip.Counters.Snapshot();

    /// <summary>What its converters did since power-on.</summary>
    public ConverterStatistics Converters => _chip.Converters.Statistics;

    /// <summary>What it does not emulate and was asked for, and why it did not answer: counted by name.</summary>
    public EmulatorDiagnostics Diagnostics => _chip.Diagnostics;

    /// <summary>FPGA cycles of 8 ns since power-on: chip time used.</summary>
    public long FpgaCycles => _fpga.Cycle;

    internal DigitalChip DigitalChip => _chip;

    /// <inheritdoc/>
    public ValueTask<PlaybackResult> ExecuteAsync(PlaybackProgram program, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        program.RequireHalt();
        _fpga.Host = _results.Begin();
        try
        {
            Feed(program.Words.Span, static _ => { });
        }
        finally
        {
            _fpga.Host = null;
        }
        return ValueTask.FromResult(_results.End(program));
    }

    /// <summary>Executes words and takes the reply words that they caused; after an error the program is abandoned.</summary>
    internal ulong[] Feed(ReadOnlySpan<ulong> words)
    {
        ulong[] replies = [];
        Feed(words, caused => replies = caused.ToArray());
        return replies;
    }

    /// <summary>The same, without a copy: the reply words are shown once and then forgotten.</summary>
    internal void Feed(ReadOnlySpan<ulong> words, Action<ReadOnlySpan<ulong>> take)
    {
        try
        {
            _fpga.Feed(words);
            take(CollectionsMarshal.AsSpan(_replies));
        }
        catch
        {
            _fpga.AbandonProgram();
            throw;
        }
        finally
        {
            _replies.Clear();
        }
    }

    /// <summary>Executes words as behind a wire: an access that nobody answers is told, and runs into the instruction timeout.</summary>
    internal void Feed(ReadOnlySpan<ulong> words, List<ulong> replies, Action<HalException> unanswered)
    {
        _fpga.Feed(words, unanswered);
        replies.AddRange(_replies);
        _replies.Clear();
    }

    /// <summary>Whether a program has begun and not come to its halt.</summary>
    internal bool IsInProgram => _fpga.IsInProgram;

    /// <summary>Takes what is left of a partly filled reply word.</summary>
    internal void FlushReplies(List<ulong> replies)
    {
        _fpga.FlushReplies();
        replies.AddRange(_replies);
        _replies.Clear();
    }

    /// <summary>A reset of the host link: programs and answers under way are dropped, FPGA registers go to defaults, the chip stays.</summary>
    internal void ResetLink()
    {
        _fpga.ResetLink();
        _replies.Clear();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _chip.Dispose();
        return ValueTask.CompletedTask;
    }
}
