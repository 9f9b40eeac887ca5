using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime.Batches;

/// <summary>One playback program of a batch: synchronise, forget, count, samples, count.</summary>
/// <remarks>
/// Counters are read while all circuits are held in reset and nothing is on its way, so that they and the record speak of the same
/// spikes. The first sample begins at a fixed time after the synchronisation, whatever had to be written: noise is a function of it.
/// </remarks>
internal sealed class BatchProgram
{
    // With ticks of 32 ns even the longest refractory counter runs out within 8.2 µs; with ticks of 16 µs even the shortest, 30, lasts longer
    // than it takes to read all counters.
    private const int ResetClockScale = 2, HoldClockScale = 11;

    // 2 µs: longer than any spike needs to the host (link-and-playback 4.3: below 1.03 µs).
    private const uint DrainCycles = 250;

    private const int WordsPerWrite = 2, RowsPerDriver = 2, Slack = 16;

    private readonly PlaybackProgramBuilder _builder = new();
    private readonly ChipPlacement _placement;
    private readonly BatchTiming _timing;
    private readonly List<Ticket<NullPayloadReadable>> _ticks = [];
    private readonly List<SentSpike> _sent = [];
    private readonly Dictionary<int, ReadOnlyMemory<ulong>> _resets = [];
    private ReadOnlyMemory<ulong> _clocks;

    private BatchProgram(ChipPlacement placement, BatchTiming timing, BatchPiece piece) =>
        (_placement, _timing, Piece) = (placement, timing, piece);

    /// <summary>Which samples.</summary>
    public BatchPiece Piece { get; }

    /// <summary>Marks of the samples that run: a cycle before each window.</summary>
    public IReadOnlyList<Ticket<NullPayloadReadable>> Ticks => _ticks;

    /// <summary>Labels sent, in order.</summary>
    public IReadOnlyList<SentSpike> Sent => _sent;

    /// <summary>Counters before the first sample.</summary>
    public CounterTickets Before { get; private set; } = CounterTickets.None;

    /// <summary>Counters after the last sample.</summary>
    public CounterTickets After { get; private set; } = CounterTickets.None;

    /// <summary>The program.</summary>
    public PlaybackProgram? Program { get; private set; }

    /// <summary>Builds a program.</summary>
    /// <param name="placement">Where the network lies.</param>
    /// <param name="timing">When things happen.</param>
    /// <param name="start">System time of the synchronisation, 8 ns.</param>
    /// <param name="piece">Which samples.</param>
    /// <param name="weights">Weights to write before them.</param>
    /// <param name="inputs">The batch.</param>
    /// <exception cref="ArgumentException">A sample's spikes are too dense.</exception>
    public static BatchProgram Build(ChipPlacement placement, BatchTiming timing, ulong start, BatchPiece piece,
        IReadOnlyList<(SynapseQuadAddress Quad, SynapseWeightQuad Weights)> weights, SpikeBatch inputs)
    {
        var clocks = new PlaybackProgramBuilder();
        foreach (NeuronBackendBlock block in placement.Blocks)
        {
            clocks.Write(block, placement.Clocks(block));
        }
        var program = new BatchProgram(placement, timing, piece) { _clocks = clocks.BuildWithoutHalt().Words };
        program.AppendHead(start, weights);
        for (int s = piece.FirstRun; s < piece.First + piece.Count; s++)
        {
            program.AppendSample(s, inputs[s]);
        }
        program.AppendTail();
        program.Program = program._builder.Build();
        return program;
    }

    /// <summary>Time between the synchronisation and the first sample of a batch: quiet, and the longest rewrite of weights.</summary>
    public static uint LeadCycles(ChipPlacement placement, BatchTiming timing) =>
        Math.Max(timing.Quiet, CountingCycles(placement))
        + (uint)(placement.Drivers.Count * RowsPerDriver * WordsPerWrite * SynapseQuadColumn.Count);

    // Instructions and waits between the last moment of quiet and the first sample.
    private static uint CountingCycles(ChipPlacement placement) => DrainCycles + Slack + (uint)(CounterTickets.Count
        + WordsPerWrite * (placement.NeuronCount + placement.Columns.Count + 2 * NeuronBackendBlock.Count));

    private void AppendHead(ulong start, IReadOnlyList<(SynapseQuadAddress Quad, SynapseWeightQuad Weights)> weights)
    {
        _builder.Write(new SystimeSyncBase { Value = start }).Barrier(Barriers.Omnibus);
        _builder.Write(new SystimeSync()).Barrier(Barriers.Systime);
        _builder.Setup();
        ResetCircuits(ResetClockScale);
        foreach ((SynapseQuadAddress quad, SynapseWeightQuad values) in weights)
        {
            _builder.Write(quad, values);
        }
        uint ready = LeadCycles(_placement, _timing) + (uint)Piece.FirstRun * _timing.Period;
        _builder.WaitUntil(ready - CountingCycles(_placement));
        ResetCircuits(HoldClockScale);
        _builder.WaitUntil(ready - CountingCycles(_placement) + DrainCycles + (uint)(WordsPerWrite * _placement.Columns.Count));
        Before = CounterTickets.OfCrossbar(_builder);
        foreach (NeuronBackend backend in _placement.Backends)
        {
            _builder.Write(backend, new SpikeCounterReset());
        }
        _builder.WaitUntil(ready);
        _builder.Write(new EventRecordingConfig { EnableEventRecording = true });
    }

    private void AppendTail()
    {
        ResetCircuits(HoldClockScale);
        _builder.Wait(DrainCycles);
        _builder.Write(new EventRecordingConfig());
        After = CounterTickets.OfCrossbarAndNeurons(_builder, _placement.Backends);
        _builder.Barrier(Barriers.Omnibus);
    }

    // The same words for every sample: worked out once per program and clock.
    private void ResetCircuits(int clockScale)
    {
        if (!_resets.TryGetValue(clockScale, out ReadOnlyMemory<ulong> words))
        {
            _resets[clockScale] = words = ResetWords(clockScale);
        }
        foreach (ulong word in words.Span)
        {
            _builder.Append(word);
        }
    }

    private ReadOnlyMemory<ulong> ResetWords(int clockScale)
    {
        var resets = new PlaybackProgramBuilder();
        var blocks = new HashSet<NeuronBackendBlock>();
        var quads = new HashSet<ColumnQuad>();
        for (int layer = 0; layer < _placement.LayerCount; layer++)
        {
            foreach (NeuronBackendBlock block in _placement.BlocksOf(layer))
            {
                if (blocks.Add(block))
                {
                    resets.Write(block, _placement.Clocks(block, clockScale));
                }
            }
            foreach (ColumnQuad quad in _placement.ColumnsOf(layer))
            {
                if (quads.Add(quad))
                {
                    resets.Write(quad, new NeuronResetQuad());
                }
            }
        }
        return resets.BuildWithoutHalt().Words;
    }

    private void AppendSample(int sample, ReadOnlySpan<TimedSpike> spikes)
    {
        _builder.Setup();
        ResetCircuits(ResetClockScale);
        _builder.WaitUntil(_timing.FastClock);
        foreach (ulong word in _clocks.Span)
        {
            _builder.Append(word);
        }
        // The mark stands a cycle before the window, so that a spike at time 0 goes out at time 0.
        _builder.WaitUntil(_timing.Begin - 2);
        _ticks.Add(_builder.Tick());
        uint now = _timing.Begin, end = _timing.Begin + _timing.Window + BatchTiming.LatencyCycles;
        foreach (TimedSpike spike in spikes)
        {
            uint at = _timing.Begin + BatchTiming.Cycles(spike.TimeUs);
            if (at > now)
            {
                _builder.WaitUntil(at - 1);
                now = at;
            }
            _sent.Add(new(sample, spike.Source, now - _timing.Begin));
            _builder.Spike(_placement.InputLabel(spike.Source));
            now++;
        }
        if (now > end)
        {
            throw new ArgumentException($"Sample {sample}: {spikes.Length} input spikes do not fit before the window's end; the FPGA sends one "
                + "every 8 ns, in time order.", nameof(spikes));
        }
        _builder.WaitUntil(end);
    }
}
