namespace Bss2.Hal;

/// <summary>Hardware, link or program failed: says what, where (address, time, program position) and what to do.</summary>
public class HalException : Exception
{
    /// <summary>Creates the exception.</summary>
    public HalException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public HalException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
