using Bss2.Hal.Containers;
using Bss2.Spikes;

namespace Bss2.Hal.Playback;

/// <summary>What a program gave: answers for its tickets, spikes and samples in order of arrival.</summary>
public sealed class PlaybackResult
{
    private const int ShownInstructions = 10, ShownReads = 5, ReadBit = 36;

    private static readonly AnswerKind[] s_kinds = Enum.GetValues<AnswerKind>();

    private readonly PlaybackResultPool? _pool;
    private readonly PlaybackDecoder _decoder;

    /// <summary>Checks and takes a decoded run.</summary>
    /// <param name="program">The program that was run.</param>
    /// <param name="decoder">Its replies.</param>
    /// <exception cref="InstructionTimeoutException">An instruction timed out.</exception>
    /// <exception cref="PlaybackException">No halt came back, or answers are missing or too many.</exception>
    public PlaybackResult(PlaybackProgram program, PlaybackDecoder decoder)
    {
        (Program, _decoder) = (program, decoder);
        Check(program, decoder);
    }

    internal PlaybackResult(PlaybackResultPool pool) => (_pool, _decoder, Program) = (pool, new(), new());

    /// <summary>The program.</summary>
    public PlaybackProgram Program { get; private set; }

    internal PlaybackDecoder Decoder => _decoder;

    /// <summary>
    /// Gives a result of a pool back to it: nobody may look at it any more. Others are left to the garbage collector.
    /// </summary>
    /// <returns>Whether it is from a pool: its executor then has nothing left of the program either, whose memory may be used again.</returns>
    public bool Release()
    {
        _pool?.Return(this);
        return _pool is not null;
    }

    internal void Complete(PlaybackProgram program)
    {
        Program = program;
        Check(program, _decoder);
    }

    private static void Check(PlaybackProgram program, PlaybackDecoder decoder)
    {
        if (decoder.TimeoutNotifications.Count > 0)
        {
            throw Timeout(program, decoder);
        }
        if (!decoder.Halted)
        {
            throw new PlaybackException("The run ended before its halt came back: replies are incomplete and are not returned.");
        }
        foreach (AnswerKind kind in s_kinds)
        {
            int received = decoder.ValuesOf(kind).Length;
            if (received != program.ExpectedAnswers(kind))
            {
                throw new PlaybackException($"{received} answers of kind {kind} came back, {program.ExpectedAnswers(kind)} were asked for. "
                    + "A read without a Barrier before the halt answers too late and spoils the next run.");
            }
        }
    }

    /// <summary>Spikes, in order of arrival; chip times may be slightly out of order.</summary>
    public IReadOnlyList<SpikeEvent> Spikes => _decoder.Spikes;

    /// <summary>MADC samples, in order of arrival.</summary>
    public IReadOnlyList<MadcSample> MadcSamples => _decoder.MadcSamples;

    /// <summary>Link notifications.</summary>
    public IReadOnlyList<LinkNotification> LinkNotifications => _decoder.LinkNotifications;

    /// <summary>Answers of a kind that came back.</summary>
    public int AnswerCount(AnswerKind kind) => _decoder.ValuesOf(kind).Length;

    /// <summary><see cref="Spikes"/> in one piece, for loops over many.</summary>
    public ReadOnlySpan<SpikeEvent> SpikeSpan => _decoder.SpikeSpan;

    /// <summary>Raw answers of a kind in the order in which they were asked for; <see cref="Ticket{T}"/> reads single ones.</summary>
    public ReadOnlySpan<ulong> Answers(AnswerKind kind) => _decoder.ValuesOf(kind);

    /// <summary>FPGA times of <see cref="Answers"/>, cycles of 8 ns.</summary>
    public ReadOnlySpan<ulong> AnswerCycles(AnswerKind kind) => _decoder.CyclesOf(kind);

    internal ulong Answer(AnswerKind kind, int index) => _decoder.ValuesOf(kind)[index];

    internal FpgaTime AnswerTime(AnswerKind kind, int index) => new(_decoder.CyclesOf(kind)[index]);

    private static InstructionTimeoutException Timeout(PlaybackProgram program, PlaybackDecoder decoder)
    {
        TimeoutNotification timeout = decoder.TimeoutNotifications[0];
        ReadOnlySpan<ulong> words = program.Words.Span;
        string where = "an index outside the program", unanswered = "";
        if (timeout.Instruction < words.Length)
        {
            int last = (int)timeout.Instruction, first = Math.Max(0, last - ShownInstructions);
            where = string.Join("; ", words[first..(last + 1)].ToArray().Select((word, i) => $"{first + i}: {Describe(word)}"));
            unanswered = Unanswered(words[..last], decoder.ValuesOf(AnswerKind.OmnibusData).Length);
        }
        return new(timeout.Instruction, $"Instruction {timeout.Instruction} blocked longer than the instruction timeout at FPGA cycle "
            + $"{timeout.FpgaTime.Cycles}, with {timeout.OmnibusReads} Omnibus reads in flight{unanswered}. Instructions up "
            + $"to it: {where}. Is the chip brought up and its link up? Raise InstructionTimeoutConfig for long polls.");
    }

    // Answers keep the order of their requests, so the reads that follow the last answer are those without one.
    private static string Unanswered(ReadOnlySpan<ulong> before, int answers)
    {
        List<uint> reads = [];
        foreach (ulong word in before)
        {
            if (IsOmnibusAddress(word) && IsRead(word))
            {
                reads.Add((uint)word);
            }
        }
        uint[] open = [.. reads.Skip(answers)];
        return open.Length == 0 ? "" : $"; {open.Length} reads are unanswered: {string.Join(", ", open.Take(ShownReads).Select(Name))}"
            + (open.Length > ShownReads ? ", …" : "");
    }

    private static string Describe(ulong word) => Wire.ToFpgaText.Describe(word)
        + (IsOmnibusAddress(word) && RegisterNames.Find((uint)word) is { } name ? $" {name}" : "");

    private static string Name(uint address) => $"{RegisterNames.Find(address) ?? "unknown register"} at 0x{address:X8}";

    private static bool IsOmnibusAddress(ulong word) => word >> 56 == Wire.ToFpga.OmnibusAddressHeader;

    private static bool IsRead(ulong word) => (word >> ReadBit & 1) != 0;
}
