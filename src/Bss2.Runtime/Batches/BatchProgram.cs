using System.Runtime.InteropServices;
using Bss2.Hal.Containers;
using Bss2.Hal.Playback;
using Bss2.Network;

namespace Bss2.Runtime.Batches;

/// <summary>Playback programs of batches, one after the other: synchronise, forget, count, samples, count.</summary>
/// <remarks>
/// Counters are read while all circuits are held in reset and nothing is on its way, so that they and the record speak of the same
/// spikes. The first sample begins at a fixed time after the synchronisation, whatever had to be written: noise is a function of it.
/// </remarks>
internal sealed class BatchProgram(BatchWords words)
{
    private readonly PlaybackProgramBuilder _builder = new();
    private readonly List<SentSpike> _sent = [];
    private readonly CadcReadings? _readings = words.Sweep is null ? null : new(words.Sweep);
    private PlaybackProgram? _used;

    /// <summary>What all programs have in common.</summary>
    public BatchWords Words { get; } = words;

    /// <summary>Samples of the program that was built last.</summary>
    public BatchPiece Piece { get; private set; }

    /// <summary>Labels that it sends, in order.</summary>
    public ReadOnlySpan<SentSpike> Sent => CollectionsMarshal.AsSpan(_sent);

    /// <summary>Builds a program; its marks are the ticks of the samples that run, a cycle before each window.</summary>
    /// <param name="start">System time of the synchronisation, 8 ns.</param>
    /// <param name="piece">Which samples.</param>
    /// <param name="weights">Instructions that write weights before them.</param>
    /// <param name="inputs">The batch.</param>
    /// <exception cref="ArgumentException">A sample's spikes are too dense.</exception>
    public PlaybackProgram Build(ulong start, BatchPiece piece, ReadOnlySpan<ulong> weights, SpikeBatch inputs)
    {
        Piece = piece;
        _sent.Clear();
        _builder.Clear();
        AppendHead(start, weights);
        for (int s = piece.FirstRun; s < piece.First + piece.Count; s++)
        {
            AppendSample(s, inputs[s]);
        }
        _builder.Append(Words.Tail.Span);
        PlaybackProgram program = _builder.Build(_used);
        _used = null;
        return program;
    }

    /// <summary>Takes back a program that nobody has any more.</summary>
    public void Recycle(PlaybackProgram used) => _used = used;

    private void AppendHead(ulong start, ReadOnlySpan<ulong> weights)
    {
        AppendStart(start);
        _builder.Append(Words.Synchronise.Span);
        _builder.Append(weights);
        uint ready = Words.LeadCycles + (uint)Piece.FirstRun * Words.Timing.Period;
        _builder.WaitUntil(ready - Words.CountingCycles);
        _builder.Append(Words.Hold.Span);
        _builder.WaitUntil(ready - Words.CountingCycles + Words.DrainedCycles);
        _builder.Append(Words.CountBefore.Span);
        _builder.WaitUntil(ready);
        _builder.Append(Words.Record.Span);
    }

    // A container would be an object per batch.
    private void AppendStart(ulong start)
    {
        Span<uint> addresses = stackalloc uint[SystimeSyncBase.Layout.Words], words = stackalloc uint[SystimeSyncBase.Layout.Words];
        SystimeSyncBase.GetAddresses(default, addresses);
        SystimeSyncBase.Layout.Encode([(long)start], words);
        for (int w = 0; w < words.Length; w++)
        {
            _builder.WriteOmnibus(addresses[w], words[w]);
        }
    }

    private void AppendSample(int sample, ReadOnlySpan<TimedSpike> spikes)
    {
        BatchTiming timing = Words.Timing;
        _builder.Append(Words.SampleHead.Span);
        uint now = timing.Begin, end = timing.Begin + timing.Window + BatchTiming.LatencyCycles;
        // Samples that run again were read the first time.
        CadcReadings? readings = sample >= Piece.First ? _readings : null;
        readings?.Begin(now);
        foreach (TimedSpike spike in spikes)
        {
            uint at = timing.Begin + BatchTiming.Cycles(spike.TimeUs);
            now = readings?.Fill(_builder, now, at) ?? now;
            if (at > now)
            {
                _builder.WaitUntil(at - 1);
                now = at;
            }
            _sent.Add(new(sample, spike.Source, now - timing.Begin));
            _builder.Append(Words.Spike(spike.Source));
            now++;
        }
        now = readings?.Fill(_builder, now, end) ?? now;
        if (now > end || readings is { AreComplete: false })
        {
            throw new ArgumentException($"Sample {sample}: {spikes.Length} input spikes do not fit before the window's end; the FPGA sends one "
                + "every 8 ns, in time order, and reads converters in between.", nameof(spikes));
        }
        _builder.WaitUntil(end);
    }
}
