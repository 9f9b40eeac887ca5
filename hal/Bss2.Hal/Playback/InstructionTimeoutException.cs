namespace Bss2.Hal.Playback;

/// <summary>An instruction blocked longer than the instruction timeout.</summary>
public sealed class InstructionTimeoutException : PlaybackException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="instruction">Index in the program, from 0.</param>
    /// <param name="message">What, where, what to do.</param>
    public InstructionTimeoutException(long instruction, string message) : base(message) => Instruction = instruction;

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="instruction">Index in the program, from 0.</param>
    /// <param name="message">What, where, what to do.</param>
    /// <param name="innerException">The cause.</param>
    public InstructionTimeoutException(long instruction, string message, Exception innerException) : base(message, innerException) =>
        Instruction = instruction;

    /// <summary>Index in the program, from 0.</summary>
    public long Instruction { get; }
}
