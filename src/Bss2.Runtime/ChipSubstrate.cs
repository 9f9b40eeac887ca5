using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime.Batches;
using Bss2.Runtime.Configuration;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.Runtime;

/// <summary>A chip as a substrate: places a network, configures it by register writes, runs batches as playback programs.</summary>
/// <remarks>
/// Each batch sets system time to (number + 1) · 2^24 steps of 8 ns and waits until nothing of the past is left, so that its spikes depend
/// on its number and inputs alone. Per sample: all circuits reset with the fast clock, settle, window.
/// </remarks>
public sealed class ChipSubstrate : ISpikingSubstrate, IAsyncDisposable
{
    internal const int DefaultMaximumInstructions = PlaybackProgram.FifoInstructions / 2, DefaultCapMemSettleMs = 100;

    internal const double DefaultBatchQuietUs = 120, DefaultSettleUs = 20, DefaultFastClockUs = 10;

    private const int CyclesPerMs = 125_000, BaseShift = 24;

    // Programs end well before their slot of system time does.
    private const int SlotMargin = 1 << 20;

    private readonly ChipSession _session;
    private readonly PlacementOptions _options;
    private readonly List<BatchPiece> _pieces = [];
    private readonly UsageMeter _meter = new();
    private PlacedBatches? _placed;
    private NetworkSnapshot? _configured;
    private (RecordedBatch Record, MembraneRecord Membranes)? _seen;

    /// <summary>Takes ownership of an executor.</summary>
    /// <param name="executor">Disposed with this object.</param>
    /// <param name="rowsPerInput">Row pairs per input channel: their weights reach 63 times as far.</param>
    public ChipSubstrate(IPlaybackExecutor executor, int rowsPerInput = 5) : this(executor, new PlacementOptions { RowsPerInput = rowsPerInput })
    {
    }

    /// <summary>Takes ownership of an executor.</summary>
    /// <param name="executor">Disposed with this object.</param>
    /// <param name="options">How networks are placed.</param>
    public ChipSubstrate(IPlaybackExecutor executor, PlacementOptions options) : this(new ChipSession(executor), options)
    {
    }

    /// <summary>Takes ownership of a session; it is opened when the first batch comes, and again for another network or after a fault.</summary>
    /// <param name="session">Disposed with this object.</param>
    /// <param name="options">How networks are placed.</param>
    public ChipSubstrate(ChipSession session, PlacementOptions options) => (_session, _options) = (session, options);

    /// <summary>Which chip answers.</summary>
    public ChipDescription Chip => _session.Chip;

    /// <summary>What was used so far.</summary>
    public ChipUsage Usage => _meter.Usage;

    /// <summary>Where the network lies; null before the first batch.</summary>
    public ChipPlacement? Placement => _placed?.Words.Placement;

    /// <summary>What the column converters saw while the batch ran that was run last.</summary>
    /// <param name="record">What that batch gave.</param>
    /// <exception cref="InvalidOperationException">It is not the last one, or the converters are off.</exception>
    public MembraneRecord MembranesOf(RecordedBatch record) => ReferenceEquals(_seen?.Record, record) ? _seen!.Value.Membranes
        : throw new InvalidOperationException(_options.Recording is null ? "No layer is watched: give PlacementOptions.Recording."
            : "Membranes are kept of the last batch only, and this record is of another one.");

    /// <summary>Time for CapMem cells to settle after a configuration, ms: 20 ms settle 99.3 %; calix waits five times that.</summary>
    public int CapMemSettleMs { get; init; } = DefaultCapMemSettleMs;

    /// <summary>Least quiet time at a batch's start, µs; never shorter than 20 synaptic time constants.</summary>
    public double BatchQuietUs { get; init; } = DefaultBatchQuietUs;

    /// <summary>Least time between a sample's reset and its window, µs; slow synapses stretch it.</summary>
    public double SettleUs { get; init; } = DefaultSettleUs;

    /// <summary>Time after the reset at which slow refractory clocks come back, µs.</summary>
    public double FastClockUs { get; init; } = DefaultFastClockUs;

    /// <summary>Most instructions of a program: half of what the FPGA's memory holds, because every read and spike also takes room on the
    /// way back (link-and-playback 3.1). A batch that needs more is split between samples; its spikes stay the same.</summary>
    public int MaximumInstructions { get; init; } = DefaultMaximumInstructions;

    /// <inheritdoc/>
    public IReadOnlyList<WeightGrid?> GridsFor(NetworkSnapshot network) => [.. new ChipPlacement(network, _options).Grids];

    /// <inheritdoc/>
    /// <exception cref="PlacementException">The network does not fit the chip, or a sample no program.</exception>
    /// <exception cref="ArgumentException">Network or inputs make no sense, or an input lies outside the window.</exception>
    public async ValueTask<RecordedBatch> RunAsync(
        NetworkSnapshot network, SpikeBatch inputs, ulong batchNumber, CancellationToken cancellationToken)
    {
        network.Validate();
        RequireInputs(network, inputs);
        int limit = Math.Min(MaximumInstructions, _session.MaxProgramWords);
        if (_session.State != ChipSessionState.Open || _configured is null || !SameShape(_configured, network))
        {
            await ConfigureAsync(network, limit, cancellationToken).ConfigureAwait(false);
        }
        PlacedBatches placed = _placed!;
        ulong start = SlotStart(batchNumber, inputs.Count, placed.Words);
        BatchPlan.Split(inputs, placed.Words, limit, _pieces);
        // An error on the way leaves the chip in a state that nobody knows: the next batch then configures afresh.
        _configured = null;
        RecordedBatch record = placed.Recorder.Begin(inputs.Count);
        for (int k = 0; k < _pieces.Count; k++)
        {
            PlaybackProgram program = placed.Program.Build(start, _pieces[k], k == 0 ? placed.Synapses.TakeChanges(network) : [], inputs);
            if (k == 0 && program.Words.Length > limit)
            {
                await ExecuteAsync(Weights(placed.Synapses.Changes, limit), cancellationToken).ConfigureAwait(false);
                program = placed.Program.Build(start, _pieces[k], [], inputs);
            }
            PlaybackResult result = await ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
            placed.Recorder.Add(placed.Program, result, record);
            _meter.Count(_pieces[k], placed.Words.Timing);
            if (result.Release())
            {
                placed.Program.Recycle(program);
            }
        }
        _configured = network;
        _seen = placed.Recorder.Membranes() is { } membranes ? (record, membranes) : null;
        return record;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static void RequireInputs(NetworkSnapshot network, SpikeBatch inputs)
    {
        if (inputs.Channels != network.InputSize)
        {
            throw new ArgumentException($"The batch has {inputs.Channels} channels, the network {network.InputSize} inputs.", nameof(inputs));
        }
        for (int s = 0; s < inputs.Count; s++)
        {
            // In time order: the last is the latest.
            if (inputs[s].Length > 0 && inputs[s][^1] is var last && last.TimeUs > network.WindowUs)
            {
                throw new ArgumentException($"Sample {s}: the spike of channel {last.Source} at {last.TimeUs} µs lies outside the window of "
                    + $"{network.WindowUs} µs.", nameof(inputs));
            }
        }
    }

    private static bool SameShape(NetworkSnapshot a, NetworkSnapshot b) => ReferenceEquals(a, b) || a.InputSize == b.InputSize
        && a.WindowUs == b.WindowUs && a.Layers.SequenceEqual(b.Layers)
        && a.Projections.Select(p => (p.Source, p.Target)).SequenceEqual(b.Projections.Select(p => (p.Source, p.Target)));

    internal static ulong SlotStart(ulong batchNumber, int samples, BatchWords words)
    {
        ulong slot = 1UL << BaseShift, needed = (ulong)samples * words.Timing.Period + words.LeadCycles + SlotMargin;
        if (batchNumber >= FpgaTime.Mask / slot - 1 || needed > slot)
        {
            throw new ArgumentOutOfRangeException(nameof(batchNumber), batchNumber,
                $"Batch {batchNumber} of {samples} samples needs {needed} steps of system time; a batch's slot has {slot} and there are "
                + $"{FpgaTime.Mask / slot - 1} slots. Use smaller batches or lower numbers.");
        }
        return (batchNumber + 1) * slot;
    }

    private async ValueTask ConfigureAsync(NetworkSnapshot network, int limit, CancellationToken cancellationToken)
    {
        _configured = null;
        var placement = new ChipPlacement(network, _options);
        _placed = new(placement, BatchTiming.For(network, BatchQuietUs, FastClockUs, SettleUs));
        await _session.OpenAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(Configuration(placement, CapMemSettleMs, limit), cancellationToken).ConfigureAwait(false);
        _configured = network;
    }

    internal static ProgramSeries Configuration(ChipPlacement placement, int capMemSettleMs, int limit)
    {
        var series = new ProgramSeries(limit);
        ChipConfiguration.AppendNetwork(series, placement);
        return series.Barrier().Wait((uint)capMemSettleMs * CyclesPerMs);
    }

    internal static ProgramSeries Weights(ReadOnlySpan<ulong> instructions, int limit)
    {
        const int perWord = 2;
        var series = new ProgramSeries(limit);
        for (; instructions.Length > 0; instructions = instructions[perWord..])
        {
            series.Write(instructions[..perWord]);
        }
        return series;
    }

    private async ValueTask ExecuteAsync(ProgramSeries series, CancellationToken cancellationToken)
    {
        foreach (PlaybackProgram program in series.Build())
        {
            await ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<PlaybackResult> ExecuteAsync(PlaybackProgram program, CancellationToken cancellationToken)
    {
        PlaybackResult result = await _session.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
        _meter.Count(program, result);
        return result;
    }
}
