using System.Runtime.InteropServices;
using Bss2.Hal.Containers;
using Bss2.Hal.Wire;
using Bss2.Spikes;

namespace Bss2.Hal.Playback;

/// <summary>Turns the reply stream of one run into answers, spikes and samples with times.</summary>
/// <remarks>
/// Source: fisch playback_decoder; link-and-playback 4.2, 4.3. FPGA time starts at 0; every message first adds 1; systime replaces it,
/// sysdelta adds. Chip time of a stamp s at FPGA time t: (t with its low 7 bits cleared) | s/2, minus 128 if that lies after t.
/// </remarks>
public sealed class PlaybackDecoder : IUtMessageSink
{
    // A spike or sample of a pack: 16 bits, and 8 of its time.
    private const int EntryBits = 24;
    private const uint EntryMask = 0xFF_FFFF;

    private readonly UtDecoder _decoder = new(UtDictionary.FromFpga);
    private readonly List<ulong>[] _answers = [[], [], []];
    private readonly List<ulong>[] _answerTimes = [[], [], []];
    private readonly List<SpikeEvent> _spikes = [];
    private readonly List<MadcSample> _samples = [];
    private readonly List<LinkNotification> _links = [];
    private readonly List<TimeoutNotification> _timeouts = [];
    private ulong _time;

    /// <summary>Whether the halt has come back.</summary>
    public bool Halted { get; private set; }

    /// <summary>Spikes so far.</summary>
    public IReadOnlyList<SpikeEvent> Spikes => _spikes;

    /// <summary>MADC samples so far.</summary>
    public IReadOnlyList<MadcSample> MadcSamples => _samples;

    /// <summary>Link notifications so far.</summary>
    public IReadOnlyList<LinkNotification> LinkNotifications => _links;

    /// <summary>Timeout notifications so far.</summary>
    public IReadOnlyList<TimeoutNotification> TimeoutNotifications => _timeouts;

    /// <summary>Forgets everything: the next run begins.</summary>
    public void Reset()
    {
        _decoder.Reset();
        for (int kind = 0; kind < _answers.Length; kind++)
        {
            _answers[kind].Clear();
            _answerTimes[kind].Clear();
        }
        _spikes.Clear();
        _samples.Clear();
        _links.Clear();
        _timeouts.Clear();
        (_time, Halted) = (0, false);
    }

    /// <summary>Takes words of the reply stream.</summary>
    /// <exception cref="UtDecodeException">The stream is damaged.</exception>
    public void Decode(ReadOnlySpan<ulong> words) => _decoder.Decode(words, this);

    /// <summary>Answers of a kind, and their FPGA times.</summary>
    public (IReadOnlyList<ulong> Values, IReadOnlyList<ulong> FpgaCycles) Answers(AnswerKind kind) =>
        (_answers[(int)kind], _answerTimes[(int)kind]);

    internal ReadOnlySpan<SpikeEvent> SpikeSpan => CollectionsMarshal.AsSpan(_spikes);

    internal ReadOnlySpan<ulong> ValuesOf(AnswerKind kind) => CollectionsMarshal.AsSpan(_answers[(int)kind]);

    internal ReadOnlySpan<ulong> CyclesOf(AnswerKind kind) => CollectionsMarshal.AsSpan(_answerTimes[(int)kind]);

    /// <inheritdoc/>
    public void Take(int header, UInt128 payload)
    {
        _time = _time + 1 & FpgaTime.Mask;
        switch (header)
        {
            case FromFpga.SystimeHeader:
                _time = (ulong)payload;
                break;
            case FromFpga.SysdeltaHeader:
                _time = _time + (ulong)payload & FpgaTime.Mask;
                break;
            case FromFpga.JtagDataHeader:
                AddAnswer(AnswerKind.JtagData, (ulong)payload);
                break;
            case FromFpga.OmnibusDataHeader:
                AddAnswer(AnswerKind.OmnibusData, (ulong)payload);
                break;
            case FromFpga.LoopbackHeader when payload != 0:
                AddAnswer(AnswerKind.LoopbackTick, (ulong)payload);
                break;
            case FromFpga.LoopbackHeader:
                Halted = true;
                break;
            case FromFpga.LinkNotificationHeader:
                _links.Add(new((byte)payload, new(_time)));
                break;
            case FromFpga.TimeoutNotificationHeader:
                _timeouts.Add(new((uint)payload, (int)(payload >> 32) & 0x7F, (int)(payload >> 39) & 0x3F, new(_time)));
                break;
            case FromFpga.MadcPack1Header or FromFpga.MadcPack2Header or FromFpga.MadcPack3Header:
                TakeSamples(header - FromFpga.MadcPack1Header + 1, payload);
                break;
            default:
                TakeSpikes(header - FromFpga.SpikePack1Header + 1, payload);
                break;
        }
    }

    /// <summary>Chip time of an 8-bit stamp that arrived at an FPGA time.</summary>
    public static ChipTime ChipTimeOf(FpgaTime arrival, int stamp)
    {
        ulong candidate = arrival.Cycles & ~0x7FUL | (uint)stamp >> 1;
        return new(candidate > arrival.Cycles ? candidate - 128 & ChipTime.Mask : candidate);
    }

    private void AddAnswer(AnswerKind kind, ulong value)
    {
        _answers[(int)kind].Add(value);
        _answerTimes[(int)kind].Add(_time);
    }

    private void TakeSpikes(int count, UInt128 payload)
    {
        if (count == 1)
        {
            TakeSpike((uint)payload & EntryMask);
            return;
        }
        for (int k = count - 1; k >= 0; k--)
        {
            TakeSpike((uint)(payload >> (EntryBits * k)) & EntryMask);
        }
    }

    private void TakeSpike(uint entry) => _spikes.Add(new(new((ushort)entry), ChipTimeOf(new(_time), (int)(entry >> 16)), new(_time)));

    private void TakeSamples(int count, UInt128 payload)
    {
        for (int k = count - 1; k >= 0; k--)
        {
            uint entry = (uint)(payload >> (EntryBits * k)) & EntryMask;
            _samples.Add(new((int)entry & 0x3FF, (int)entry >> 10 & 1, ChipTimeOf(new(_time), (int)(entry >> 16)), new(_time)));
        }
    }
}
