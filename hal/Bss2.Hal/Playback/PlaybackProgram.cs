using Bss2.Hal.Containers;

namespace Bss2.Hal.Playback;

/// <summary>An immutable list of instructions to the FPGA, and how many answers of each kind it must give.</summary>
public sealed class PlaybackProgram
{
    /// <summary>Instructions that the FPGA's memory holds; a longer program runs, but its timing is no longer guaranteed.</summary>
    /// <remarks>Source: fisch constants: 32 MiB of 8 bytes.</remarks>
    public const int FifoInstructions = 4_194_304;

    private readonly int[] _expected = new int[3];
    private ulong[] _words = [];
    private int _length;

    internal PlaybackProgram()
    {
    }

    /// <summary>A program from raw messages, one per word.</summary>
    /// <param name="words">Messages to the FPGA.</param>
    public static PlaybackProgram FromWords(ReadOnlySpan<ulong> words)
    {
        var program = new PlaybackProgram();
        program.Set(words, [0, 0, 0], null);
        foreach (ulong word in words)
        {
            if (AnswerOf(word) is { } kind)
            {
                program._expected[(int)kind]++;
            }
        }
        return program;
    }

    /// <summary>Messages, one 64-bit word each.</summary>
    public ReadOnlyMemory<ulong> Words => _words.AsMemory(0, _length);

    /// <summary>Whether the program ends with a halt; one that does not would never come back.</summary>
    public bool EndsWithHalt => _length > 0 && _words[_length - 1] == Wire.ToFpga.Loopback(tick: false);

    // Of the tickets drawn for it; null if there are none.
    internal object? Token { get; private set; }

    /// <summary>Answers of a kind that the program must give.</summary>
    public int ExpectedAnswers(AnswerKind kind) => _expected[(int)kind];

    /// <summary>Refuses a program that would never come back, or that would end before its end.</summary>
    /// <exception cref="PlaybackException">There is no halt at the end, or one before it.</exception>
    public void RequireHalt()
    {
        if (!EndsWithHalt)
        {
            throw new PlaybackException($"The program of {_length} instructions does not end with a halt, so its end would never be "
                + "reported; end it with Loopback(halt), which PlaybackProgramBuilder.Build appends.");
        }
        int first = Array.IndexOf(_words, Wire.ToFpga.Loopback(tick: false), 0, _length);
        if (first < _length - 1)
        {
            throw new PlaybackException($"Instruction {first} of {_length} is a halt: the run would end there, and what follows would "
                + "spoil the next one; split the program there.");
        }
    }

    internal void Set(ReadOnlySpan<ulong> words, ReadOnlySpan<int> expected, object? token)
    {
        if (_words.Length < words.Length)
        {
            _words = new ulong[words.Length];
        }
        words.CopyTo(_words);
        expected.CopyTo(_expected);
        (_length, Token) = (words.Length, token);
    }

    /// <summary>The answer that a message asks for, or null.</summary>
    internal static AnswerKind? AnswerOf(ulong word) => (int)(word >> 56) switch
    {
        Wire.ToFpga.OmnibusAddressHeader when (word >> 36 & 1) != 0 => AnswerKind.OmnibusData,
        Wire.ToFpga.JtagDataHeader when (word >> 48 & 1) != 0 => AnswerKind.JtagData,
        Wire.ToFpga.LoopbackHeader when (word & 1) != 0 => AnswerKind.LoopbackTick,
        _ => null,
    };
}
