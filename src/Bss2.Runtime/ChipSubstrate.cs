using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Network;
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
    // 20 ms settle 99.3 % of a CapMem cell; calix waits five times that after an initialisation.
    private const int CapMemSettleMs = 100, CyclesPerMs = 125_000, LatencyCycles = 10, BaseShift = 24;

    private readonly IPlaybackExecutor _executor;
    private readonly int _rowsPerInput;
    private ChipPlacement? _placement;
    private NetworkSnapshot? _configured;
    private readonly int[] _dropsSeen = new int[CrossbarInput.Count];
    private Dictionary<int, int[]> _written = [];

    /// <summary>Takes ownership of an executor.</summary>
    /// <param name="executor">Disposed with this object.</param>
    /// <param name="rowsPerInput">Row pairs per input channel, 1..8.</param>
    public ChipSubstrate(IPlaybackExecutor executor, int rowsPerInput = 5) => (_executor, _rowsPerInput) = (executor, rowsPerInput);

    /// <summary>Which chip answers.</summary>
    public ChipDescription Chip => _executor.Chip;

    /// <summary>What was used so far.</summary>
    public ChipUsage Usage { get; private set; } = ChipUsage.None;

    /// <summary>Where the network lies; null before the first batch.</summary>
    public ChipPlacement? Placement => _placement;

    /// <summary>Quiet time at a batch's start, µs: 20 synaptic time constants of 6 µs.</summary>
    public double BatchQuietUs { get; init; } = 120;

    /// <summary>Time between a sample's reset and its window, µs.</summary>
    public double SettleUs { get; init; } = 20;

    /// <summary>Time after the reset at which slow refractory clocks come back, µs.</summary>
    public double FastClockUs { get; init; } = 10;

    /// <inheritdoc/>
    public IReadOnlyList<WeightGrid?> GridsFor(NetworkSnapshot network) => [.. new ChipPlacement(network, _rowsPerInput).Grids];

    /// <inheritdoc/>
    public async ValueTask<RecordedBatch> RunAsync(
        NetworkSnapshot network, SpikeBatch inputs, ulong batchNumber, CancellationToken cancellationToken)
    {
        network.Validate();
        var builder = new PlaybackProgramBuilder();
        if (_configured is null || !SameShape(_configured, network))
        {
            _placement = new(network, _rowsPerInput);
            _written = [];
            Configure(builder, network, _placement);
            await ExecuteAsync(builder.Build(), cancellationToken).ConfigureAwait(false);
            _configured = network;
        }
        ulong slot = 1UL << BaseShift, start = (batchNumber + 1) * slot;
        uint period = Cycles(SettleUs + network.WindowUs);
        if (start + slot > FpgaTime.Mask || (ulong)inputs.Count * period + 2 * Cycles(BatchQuietUs) + FullRewriteCycles(network) + (1 << 20) > slot)
        {
            throw new ArgumentOutOfRangeException(nameof(batchNumber), batchNumber,
                $"Batch {batchNumber} of {inputs.Count} samples does not fit its slot of {slot} system-time steps; use smaller batches or lower numbers.");
        }
        builder.Write(new SystimeSyncBase { Value = start }).Barrier(Barriers.Omnibus);
        builder.Write(new SystimeSync()).Barrier(Barriers.Systime);
        // The first sample begins at a fixed time after the synchronisation, however many weights had to be written: noise is a function of it.
        builder.Setup();
        ResetCircuits(builder, network, _placement!);
        WriteWeights(builder, network, _placement!);
        builder.WaitUntil(Cycles(BatchQuietUs) + FullRewriteCycles(network));
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
    private uint FullRewriteCycles(NetworkSnapshot network) => (uint)network.Projections.Sum(p =>
        p.SourceSize * (p.Source == Projection.Input ? _rowsPerInput : 1) * 2 * 2 * SynapseQuadColumn.Count);

    private static bool SameShape(NetworkSnapshot a, NetworkSnapshot b) => a.InputSize == b.InputSize
        && a.WindowUs == b.WindowUs && a.Layers.SequenceEqual(b.Layers)
        && a.Projections.Select(p => (p.Source, p.Target)).SequenceEqual(b.Projections.Select(p => (p.Source, p.Target)));

    private async ValueTask<PlaybackResult> ExecuteAsync(PlaybackProgram program, CancellationToken cancellationToken)
    {
        PlaybackResult result = await _executor.ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
        Usage = Usage.After(program, result);
        return result;
    }

    private static void Configure(PlaybackProgramBuilder b, NetworkSnapshot network, ChipPlacement placement)
    {
        b.Write(new ResetChip { Value = true }).Wait(10).Write(new ResetChip()).Wait(100);
        b.Write(new InstructionTimeoutConfig());
        b.Write(new ReferenceGeneratorConfig { EnableReset = true }).Barrier(Barriers.Omnibus).Wait(1000).Write(new ReferenceGeneratorConfig());
        b.Write(new SynapseBiasSelection());
        for (int i = 0; i < CapMemBlock.Count; i++)
        {
            b.Write(new CapMemBlock(i), new CapMemBlockConfig());
            b.Write(new CapMemCellAddress(new(i), new CapMemRow(8), new CapMemColumn(128)), new CapMemCell { Value = OperatingPoint.DacCode });
        }
        for (int node = 0; node < CrossbarNodeAddress.Count; node++)
        {
            b.Write(new CrossbarNodeAddress(node), NodeFor(new(node), network.Layers.Count));
        }
        b.Write(new CrossbarOutputConfig { EnableEventCounter = [.. Enumerable.Repeat(true, CrossbarOutput.Count)] });
        for (int h = 0; h < Hemisphere.Count; h++)
        {
            b.Write(new Hemisphere(h), new CommonPADIBusConfig { EnableSpl1 = [true, true, true, true] });
            b.Write(new Hemisphere(h), new CommonSynramConfig());
        }
        for (int layer = 0; layer < network.Layers.Count; layer++)
        {
            ConfigureLayer(b, network, placement, layer);
        }
        ConfigureDrivers(b, network, placement);
        b.Barrier(Barriers.Omnibus);
        b.Wait(CapMemSettleMs * CyclesPerMs);
    }

    // Inputs of lane 0 reach the top buses; layer 0 reaches the bottom buses and the host; everything else is dropped.
    private static CrossbarNode NodeFor(CrossbarNodeAddress node, int layers)
    {
        int input = node.Input.Value, output = node.Output.Value;
        bool open = (input == 8 && output < 4)
            || (input < 4 && output >= 8)
            || (input is >= 4 and < 8 && layers == 2 && output >= 8)
            || (input < 4 && layers == 2 && output is >= 4 and < 8);
        return new() { Mask = 0, Target = open ? 0 : 1, EnableDropCounter = true };
    }

    private static void ConfigureLayer(PlaybackProgramBuilder b, NetworkSnapshot network, ChipPlacement placement, int layer)
    {
        OperatingPoint point = placement.Points[layer];
        var columns = new Dictionary<int, bool[]>();
        for (int n = 0; n < network.Layers[layer].Size; n++)
        {
            AtomicNeuron circuit = placement.Circuit(layer, n);
            b.Write(circuit, new NeuronConfig
            {
                EnFire = true, EnThreshComp = true, EnSyninExc = true, EnSyninInh = true, EnSyninExcSmallCap = true,
                EnSyninInhSmallCap = true, MemCapSize = OperatingPoint.MembraneCapacitor, EnResetMul = true,
            });
            foreach ((CapMemCellAddress cell, int code) in point.Cells(circuit))
            {
                b.Write(cell, new CapMemCell { Value = code });
            }
            b.Write(circuit.Backend, new NeuronBackendConfig
            {
                AddressOut = placement.Address(layer, n), RefractoryTime = point.RefractoryTicks, SelectInputClock = 1, EnSpikeOut = true,
            });
            int quad = SynapseQuadAddress.QuadOf(circuit.SynapseColumn).Value;
            columns.TryAdd(quad, new bool[4]);
            columns[quad][SynapseQuadAddress.EntryOf(circuit.SynapseColumn).Value] = true;
        }
        foreach ((int quad, bool[] on) in columns)
        {
            b.Write(new ColumnQuad(new Hemisphere(layer), new SynapseQuadColumn(quad)),
                new ColumnCurrentQuad { EnableSynapticCurrentExcitatory = on, EnableSynapticCurrentInhibitory = on });
        }
        // Layer 0 lies west, layer 1 east, so each has its own clock.
        b.Write(new NeuronBackendBlock(layer), new CommonNeuronBackendConfig { ClockScaleFast = point.ClockScale });
    }

    private static void ConfigureDrivers(PlaybackProgramBuilder b, NetworkSnapshot network, ChipPlacement placement)
    {
        var used = new HashSet<SynapseDriver>();
        for (int channel = 0; channel < network.InputSize; channel++)
        {
            foreach (SynapseDriver driver in placement.InputDrivers(channel))
            {
                used.Add(driver);
                b.Write(driver, new SynapseDriverConfig
                {
                    EnReceiver = true, RowAddressCompareMask = ChipPlacement.InputMask, RowModeBottom = 1, RowModeTop = 2,
                });
                WriteLabels(b, network, placement, 0, driver, channel);
            }
        }
        for (int n = 0; network.Layers.Count == 2 && n < network.Layers[0].Size; n++)
        {
            SynapseDriver driver = placement.HiddenDriver(n);
            used.Add(driver);
            b.Write(driver, new SynapseDriverConfig { EnReceiver = true, RowAddressCompareMask = 0, RowModeBottom = 1, RowModeTop = 2 });
            WriteLabels(b, network, placement, 1, driver, placement.Address(0, n));
        }
    }

    private static void WriteLabels(PlaybackProgramBuilder b, NetworkSnapshot network, ChipPlacement placement, int layer,
        SynapseDriver driver, int label)
    {
        foreach (int quad in QuadsOf(network, placement, layer))
        {
            var labels = new SynapseLabelQuad { Values = [label, label, label, label] };
            b.Write(new SynapseQuadAddress(driver.Hemisphere, driver.BottomRow, new(quad)), labels);
            b.Write(new SynapseQuadAddress(driver.Hemisphere, driver.TopRow, new(quad)), labels);
        }
    }

    private static SortedSet<int> QuadsOf(NetworkSnapshot network, ChipPlacement placement, int layer) =>
        [.. Enumerable.Range(0, network.Layers[layer].Size).Select(n => SynapseQuadAddress.QuadOf(placement.Circuit(layer, n).SynapseColumn).Value)];

    private void WriteWeights(PlaybackProgramBuilder b, NetworkSnapshot network, ChipPlacement placement)
    {
        for (int p = 0; p < network.Projections.Count; p++)
        {
            Projection projection = network.Projections[p];
            for (int i = 0; i < projection.SourceSize; i++)
            {
                SynapseDriver[] drivers = projection.Source == Projection.Input
                    ? [.. placement.InputDrivers(i)] : [placement.HiddenDriver(i)];
                for (int d = 0; d < drivers.Length; d++)
                {
                    WriteRows(b, placement, projection, placement.Grids[p], i, drivers[d], d, drivers.Length);
                }
            }
        }
    }

    // A weight is shared out over the row pairs of its source: positive parts on the bottom rows, negative ones on the top rows.
    private void WriteRows(PlaybackProgramBuilder b, ChipPlacement placement, Projection projection, WeightGrid grid, int source,
        SynapseDriver driver, int share, int shares)
    {
        var excitatory = new SortedDictionary<int, int[]>();
        var inhibitory = new SortedDictionary<int, int[]>();
        for (int j = 0; j < projection.TargetSize; j++)
        {
            SynapseColumn column = placement.Circuit(projection.Target, j).SynapseColumn;
            int quad = SynapseQuadAddress.QuadOf(column).Value, entry = SynapseQuadAddress.EntryOf(column).Value;
            int units = grid.Quantise(projection.Weights[source * projection.TargetSize + j]), size = Math.Abs(units);
            int part = size / shares + (share < size % shares ? 1 : 0);
            excitatory.TryAdd(quad, new int[4]);
            inhibitory.TryAdd(quad, new int[4]);
            (units > 0 ? excitatory : inhibitory)[quad][entry] = part;
        }
        foreach (int quad in excitatory.Keys)
        {
            WriteIfChanged(b, new(driver.Hemisphere, driver.BottomRow, new(quad)), excitatory[quad]);
            WriteIfChanged(b, new(driver.Hemisphere, driver.TopRow, new(quad)), inhibitory[quad]);
        }
    }

    private void WriteIfChanged(PlaybackProgramBuilder b, SynapseQuadAddress at, int[] weights)
    {
        if (_written.TryGetValue(at.Value, out int[]? old) && old.AsSpan().SequenceEqual(weights))
        {
            return;
        }
        _written[at.Value] = weights;
        b.Write(at, new SynapseWeightQuad { Values = weights });
    }

    // With ticks of 32 ns even the longest refractory counter runs out within 8.2 µs.
    private static void ResetCircuits(PlaybackProgramBuilder b, NetworkSnapshot network, ChipPlacement placement)
    {
        for (int layer = 0; layer < network.Layers.Count; layer++)
        {
            b.Write(new NeuronBackendBlock(layer), new CommonNeuronBackendConfig { ClockScaleFast = 2 });
            foreach (int quad in QuadsOf(network, placement, layer))
            {
                b.Write(new ColumnQuad(new Hemisphere(layer), new SynapseQuadColumn(quad)), new NeuronResetQuad());
            }
        }
    }

    private Ticket<NullPayloadReadable> AppendSample(PlaybackProgramBuilder b, NetworkSnapshot network, ReadOnlySpan<TimedSpike> spikes)
    {
        b.Setup();
        ResetCircuits(b, network, _placement!);
        b.WaitUntil(Cycles(FastClockUs));
        for (int layer = 0; layer < network.Layers.Count; layer++)
        {
            b.Write(new NeuronBackendBlock(layer), new CommonNeuronBackendConfig { ClockScaleFast = _placement!.Points[layer].ClockScale });
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
            b.Spike(ChipPlacement.InputLabel(spike.Source));
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
