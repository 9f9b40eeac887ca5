using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;
using Bss2.Network;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime.Batches;

/// <summary>Instructions that the programs of all batches of a placed network have in common, worked out once.</summary>
internal sealed class BatchWords
{
    // With ticks of 32 ns even the longest refractory counter runs out within 8.2 µs; with ticks of 16 µs even the shortest, 30, lasts longer
    // than it takes to read all counters.
    private const int ResetClockScale = 2, HoldClockScale = 11;

    private const int WordsPerWrite = 2, RowsPerDriver = 2, Slack = 16;

    // 2 µs: longer than any spike needs to the host (link-and-playback 4.3: below 1.03 µs).
    private const uint DrainCycles = 250;

    private readonly ulong[] _spikes;

    /// <summary>Works them out.</summary>
    /// <param name="placement">Where the network lies.</param>
    /// <param name="timing">When things happen.</param>
    public BatchWords(ChipPlacement placement, BatchTiming timing)
    {
        (Placement, Timing) = (placement, timing);
        Sweep = placement.Recording is { } recording ? new(placement, recording, timing.Window) : null;
        MostSamples = Sweep is null ? int.MaxValue : Math.Max(1, CadcRecording.MemoryReadings / Sweep.Readings);
        _spikes = [.. Enumerable.Range(0, placement.InputSize).Select(channel => ToFpga.SpikePack1(placement.InputLabel(channel).Value))];
        LeadCycles = Math.Max(timing.Quiet, CountingCycles)
            + (uint)(placement.Drivers.Count * RowsPerDriver * WordsPerWrite * SynapseQuadColumn.Count);
        Reset = Words(b => ResetCircuits(b, ResetClockScale));
        Synchronise = Words(AppendSynchronise);
        Record = Words(b => b.Write(new EventRecordingConfig { EnableEventRecording = true }));
        Hold = Words(b => ResetCircuits(b, HoldClockScale));
        CountBefore = Words(AppendCountBefore);
        SampleHead = Words(AppendSampleHead);
        Tail = Words(AppendTail);
        var silent = new SpikeBatch(placement.InputSize, [[]]);
        var program = new BatchProgram(this);
        InstructionsWithoutSamples = program.Build(0, default, default, silent).Words.Length;
        InstructionsPerSample = program.Build(0, new(0, 1, 0), default, silent).Words.Length - InstructionsWithoutSamples;
    }

    /// <summary>Where the network lies.</summary>
    public ChipPlacement Placement { get; }

    /// <summary>When things happen.</summary>
    public BatchTiming Timing { get; }

    /// <summary>Readings of the column converters; null if they are off.</summary>
    public CadcSweep? Sweep { get; }

    /// <summary>Most samples per program, repeated ones not counted: more readings cannot be stored.</summary>
    public int MostSamples { get; }

    /// <summary>Synchronisation to a system time that has been written, and a first reset.</summary>
    public ReadOnlyMemory<ulong> Synchronise { get; }

    /// <summary>Spikes are recorded from here on.</summary>
    public ReadOnlyMemory<ulong> Record { get; }

    /// <summary>All circuits reset, their refractory times over as soon as can be.</summary>
    public ReadOnlyMemory<ulong> Reset { get; }

    /// <summary>All circuits reset, and held there while counters are read.</summary>
    public ReadOnlyMemory<ulong> Hold { get; }

    /// <summary>Counters read before the first sample.</summary>
    public ReadOnlyMemory<ulong> CountBefore { get; }

    /// <summary>A sample up to its mark, a cycle before its window.</summary>
    public ReadOnlyMemory<ulong> SampleHead { get; }

    /// <summary>What follows the last sample.</summary>
    public ReadOnlyMemory<ulong> Tail { get; }

    /// <summary>Time between the synchronisation and the first sample of a batch: quiet, and the longest rewrite of weights.</summary>
    public uint LeadCycles { get; }

    /// <summary>Instructions of a program without samples.</summary>
    public int InstructionsWithoutSamples { get; }

    /// <summary>Instructions of a sample without spikes.</summary>
    public int InstructionsPerSample { get; }

    /// <summary>Instructions and waits between the last moment of quiet and the first sample.</summary>
    public uint CountingCycles => DrainCycles + Slack + (uint)(CounterReadings.OfCrossbar
        + WordsPerWrite * (Placement.NeuronCount + Placement.Columns.Count + 2 * NeuronBackendBlock.Count));

    /// <summary>From the beginning of <see cref="CountingCycles"/> until nothing is on its way any more.</summary>
    public uint DrainedCycles => DrainCycles + (uint)(WordsPerWrite * Placement.Columns.Count);

    /// <summary>The event of an input channel.</summary>
    public ulong Spike(int channel) => _spikes[channel];

    private static ReadOnlyMemory<ulong> Words(Action<PlaybackProgramBuilder> append)
    {
        var builder = new PlaybackProgramBuilder();
        append(builder);
        return builder.BuildWithoutHalt().Words;
    }

    private void ResetCircuits(PlaybackProgramBuilder builder, int clockScale)
    {
        var blocks = new HashSet<NeuronBackendBlock>();
        var quads = new HashSet<ColumnQuad>();
        for (int layer = 0; layer < Placement.LayerCount; layer++)
        {
            foreach (NeuronBackendBlock block in Placement.BlocksOf(layer))
            {
                if (blocks.Add(block))
                {
                    builder.Write(block, Placement.Clocks(block, clockScale));
                }
            }
            foreach (ColumnQuad quad in Placement.ColumnsOf(layer))
            {
                if (quads.Add(quad))
                {
                    builder.Write(quad, new NeuronResetQuad());
                }
            }
        }
    }

    private void AppendSynchronise(PlaybackProgramBuilder builder)
    {
        builder.Barrier(Barriers.Omnibus).Write(new SystimeSync()).Barrier(Barriers.Systime).Setup();
        builder.Append(Reset.Span);
    }

    private void AppendCountBefore(PlaybackProgramBuilder builder)
    {
        CounterReadings.AppendCrossbar(builder);
        foreach (NeuronBackend backend in Placement.Backends)
        {
            builder.Write(backend, new SpikeCounterReset());
        }
    }

    private void AppendSampleHead(PlaybackProgramBuilder builder)
    {
        builder.Setup();
        builder.Append(Reset.Span);
        builder.WaitUntil(Timing.FastClock);
        foreach (NeuronBackendBlock block in Placement.Blocks)
        {
            builder.Write(block, Placement.Clocks(block));
        }
        // The mark stands a cycle before the window, so that a spike at time 0 goes out at time 0.
        builder.WaitUntil(Timing.Begin - 2).Tick();
    }

    private void AppendTail(PlaybackProgramBuilder builder)
    {
        builder.Append(Hold.Span);
        builder.Wait(DrainCycles).Write(new EventRecordingConfig());
        CounterReadings.AppendCrossbarAndNeurons(builder, Placement.Backends);
        builder.Barrier(Barriers.Omnibus);
    }
}
