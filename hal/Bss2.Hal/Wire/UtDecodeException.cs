namespace Bss2.Hal.Wire;

/// <summary>A word stream holds a header that no instruction has; there is no resynchronisation, so the connection must be reset.</summary>
public sealed class UtDecodeException : HalException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="direction">Direction of the stream.</param>
    /// <param name="header">What was found.</param>
    /// <param name="wordIndex">Word of the stream, from 0.</param>
    public UtDecodeException(string direction, int header, long wordIndex)
        : base($"Unknown header {header} in word {wordIndex} of the stream {direction}: the stream is damaged or out of step; reset the link.")
        => (Header, WordIndex) = (header, wordIndex);

    /// <summary>The header found.</summary>
    public int Header { get; }

    /// <summary>Word of the stream, from 0.</summary>
    public long WordIndex { get; }
}
