using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Network;
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
    private const int CyclesPerMs = 125_000, LatencyCycles = 10, BaseShift = 24, ResetClockScale = 2;

    private readonly IPlaybackExecutor _executor;
    private readonly PlacementOptions _options;
    private ChipPlacement? _placement;
    private NetworkSnapshot? _configured;
    private readonly int[] _dropsSeen = new int[CrossbarInput.Count];
    private SynapseImage? _synapses;

    /// <summary>Takes ownership of an executor.</summary>
    /// <param name="executor">Disposed with this object.</param>
    /// <param name="rowsPerInput">Row pairs per input channel, 1..8.</param>
    public ChipSubstrate(IPlaybackExecutor executor, int rowsPerInput = 5) : this(executor, new PlacementOptions { RowsPerInput = rowsPerInput })
    {
    }

    /// <summary>Takes ownership of an executor.</summary>
    /// <param name="executor">Disposed with this object.</param>
    /// <param name="options">How networks are placed.</param>
    public ChipSubstrate(IPlaybackExecutor executor, PlacementOptions options) => (_executor, _options) = (executor, options);

    /// <summary>Which chip answers.</summary>
    public ChipDescription Chip => _executor.Chip;

    /// <summary>What was used so far.</summary>
    public ChipUsage Usage { get; private set; } = ChipUsage.None;

    /// <summary>Where the network lies; null before the first batch.</summary>
    public ChipPlacement? Placement => _placement;

    /// <summary>Time for CapMem cells to settle after a configuration, ms: 20 ms settle 99.3 %; calix waits five times that.</summary>
    public int CapMemSettleMs { get; init; } = 100;

    /// <summary>Quiet time at a batch's start, µs: 20 synaptic time constants of 6 µs.</summary>
    public double BatchQuietUs { get; init; } = 120;

    /// <summary>Time between a sample's reset and its window, µs.</summary>
    public double SettleUs { get; init; } = 20;

    /// <summary>Time after the reset at which slow refractory clocks come back, µs.</summary>
    public double FastClockUs { get; init; } = 10;

    /// <inheritdoc/>
    public IReadOnlyList<WeightGrid?> GridsFor(NetworkSnapshot network) => [.. new ChipPlacement(network, _options).Grids];

    /// <inheritdoc/>
    public async ValueTask<RecordedBatch> RunAsync(
        NetworkSnapshot network, SpikeBatch inputs, ulong batchNumber, CancellationToken cancellationToken)
    {
        network.Validate();
        var builder = new PlaybackProgramBuilder();
        if (_configured is null || !SameShape(_configured, network))
        {
            await ConfigureAsync(network, cancellationToken).ConfigureAwait(false);
        }
        ulong slot = 1UL << BaseShift, start = (batchNumber + 1) * slot;
        uint period = Cycles(SettleUs + network.WindowUs);
        if (start + slot > FpgaTime.Mask || (ulong)inputs.Count * period + 2 * Cycles(BatchQuietUs) + FullRewriteCycles() + (1 << 20) > slot)
        {
            throw new ArgumentOutOfRangeException(nameof(batchNumber), batchNumber,
                $"Batch {batchNumber} of {inputs.Count} samples does not fit its slot of {slot} system-time steps; use smaller batches or lower numbers.");
        }
        builder.Write(new SystimeSyncBase { Value = start }).Barrier(Barriers.Omnibus);
        builder.Write(new SystimeSync()).Barrier(Barriers.Systime);
        // The first sample begins at a fixed time after the synchronisation, however many weights had to be written: noise is a function of it.
        builder.Setup();
        ResetCircuits(builder, _placement!);
        foreach ((SynapseQuadAddress quad, SynapseWeightQuad weights) in _synapses!.TakeChanges(network))
        {
            builder.Write(quad, weights);
        }
        builder.WaitUntil(Cycles(BatchQuietUs) + FullRewriteCycles());
        builder.Write(new EventRecordingConfig { EnableEventRecording = true });
        var ticks = new Ticket<NullPayloadReadable>[inputs.Count];
        for (int s = 0; s < inputs.Count; s++)
        {
            ticks[s] = AppendSample(builder, network, inputs[s]);
        }
        builder.Write(new EventRecordingConfig());
        Ticket<CrossbarInputDropCounter>[] drops =
            [.. Enumerable.Range(0, CrossbarInput.Count).Select(i => builder.Read<CrossbarInputDropCounter, CrossbarInput>(new(i)))];
        builder.Barrier(Barriers.Omnibus);
        PlaybackResult result = await ExecuteAsync(builder.Build(), cancellationToken).ConfigureAwait(false);
        Usage = Usage with { ChipCycles = Usage.ChipCycles + (long)period * inputs.Count };
        // The chip's counters run on and wrap at 16 bits; what counts is how far they moved.
        long lost = 0;
        for (int i = 0; i < drops.Length; i++)
        {
            int value = (int)drops[i].Read(result).Value;
            lost += value - _dropsSeen[i] & 0xFFFF;
            _dropsSeen[i] = value;
        }
        return Sort(network, inputs, result, ticks, lost);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    private static uint Cycles(double us) => (uint)Math.Round(us * FpgaTime.CyclesPerUs);

    // Two instructions per quad, two rows per driver, at most all 64 quads of a row.
    private uint FullRewriteCycles() => (uint)(_placement!.Drivers.Count * 2 * 2 * SynapseQuadColumn.Count);

    private static bool SameShape(NetworkSnapshot a, NetworkSnapshot b) => a.InputSize == b.InputSize
        && a.WindowUs == b.WindowUs && a.Layers.SequenceEqual(b.Layers)
        && a.Projections.Select(p => (p.Source, p.Target)).SequenceEqual(b.Projections.Select(p => (p.Source, p.Target)));

    private async ValueTask<PlaybackResult> ExecuteAsync(PlaybackProgram program, CancellationToken cancellationToken)
    {
        PlaybackResult result = await _executor.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
        Usage = Usage.After(program, result);
        return result;
    }

    private async ValueTask ConfigureAsync(NetworkSnapshot network, CancellationToken cancellationToken)
    {
        _configured = null;
        _placement = new(network, _options);
        _synapses = new(_placement);
        var series = new ProgramSeries(PlaybackProgram.FifoInstructions);
        ChipConfiguration.AppendBringUp(series);
        ChipConfiguration.AppendNetwork(series, _placement);
        series.Barrier().Wait((uint)CapMemSettleMs * CyclesPerMs);
        foreach (PlaybackProgram program in series.Build())
        {
            await ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
        }
        _configured = network;
    }

    // With ticks of 32 ns even the longest refractory counter runs out within 8.2 µs.
    private static void ResetCircuits(PlaybackProgramBuilder b, ChipPlacement placement)
    {
        var blocks = new HashSet<NeuronBackendBlock>();
        var quads = new HashSet<ColumnQuad>();
        for (int layer = 0; layer < placement.LayerCount; layer++)
        {
            foreach (NeuronBackendBlock block in placement.BlocksOf(layer).Where(blocks.Add))
            {
                b.Write(block, placement.Clocks(block, ResetClockScale));
            }
            foreach (ColumnQuad quad in placement.ColumnsOf(layer).Where(quads.Add))
            {
                b.Write(quad, new NeuronResetQuad());
            }
        }
    }

    private Ticket<NullPayloadReadable> AppendSample(PlaybackProgramBuilder b, NetworkSnapshot network, ReadOnlySpan<TimedSpike> spikes)
    {
        b.Setup();
        ResetCircuits(b, _placement!);
        b.WaitUntil(Cycles(FastClockUs));
        foreach (NeuronBackendBlock block in _placement!.Blocks)
        {
            b.Write(block, _placement.Clocks(block));
        }
        uint begin = Cycles(SettleUs), now = begin;
        b.WaitUntil(begin - 1);
        Ticket<NullPayloadReadable> tick = b.Tick();
        now++;
        foreach (TimedSpike spike in spikes)
        {
            uint at = begin + Cycles(spike.TimeUs);
            if (at > now)
            {
                b.WaitUntil(at - 1);
                now = at;
            }
            b.Spike(_placement.InputLabel(spike.Source));
            now++;
        }
        b.WaitUntil(begin + Cycles(network.WindowUs) + LatencyCycles);
        return tick;
    }

    private RecordedBatch Sort(NetworkSnapshot network, SpikeBatch inputs, PlaybackResult result, Ticket<NullPayloadReadable>[] ticks,
        long drops)
    {
        long[] starts = [.. ticks.Select(ticket => (long)ticket.Time(result).Cycles)];
        long window = Cycles(network.WindowUs), outside = 0, foreign = 0, kept = 0;
        var lists = new List<TimedSpike>[starts.Length][];
        for (int s = 0; s < lists.Length; s++)
        {
            lists[s] = [.. network.Layers.Select(_ => new List<TimedSpike>())];
        }
        foreach (SpikeEvent spike in result.Spikes.OrderBy(spike => spike.ChipTime))
        {
            long time = (long)spike.ChipTime.Cycles - LatencyCycles;
            int sample = Array.BinarySearch(starts, time);
            sample = sample >= 0 ? sample : ~sample - 1;
            if (_placement!.Source(spike.Label) is not { } source)
            {
                foreign++;
            }
            else if (sample < 0 || time - starts[sample] > window)
            {
                outside++;
            }
            else
            {
                kept++;
                lists[sample][source.Layer].Add(new(source.Neuron, (time - starts[sample]) * FpgaTime.CycleUs));
            }
        }
        var valid = new bool[starts.Length];
        Array.Fill(valid, drops == 0);
        long sent = Enumerable.Range(0, inputs.Count).Sum(s => (long)inputs[s].Length);
        var ledger = new SpikeLedger(
        [
            new("host to chip", sent, sent, [], LossesVisible: false),
            new("crossbar copies", result.Spikes.Count + drops, result.Spikes.Count,
                [KeyValuePair.Create("dropped at a busy output", drops)], LossesVisible: true),
            new("host record", result.Spikes.Count, kept,
                [KeyValuePair.Create("outside a window", outside), KeyValuePair.Create("of no neuron", foreign)], LossesVisible: true),
        ]);
        return new([.. lists.Select(layers => layers.Select(list => list.ToArray()).ToArray())], valid, ledger);
    }
}
