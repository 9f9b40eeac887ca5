namespace Bss2.Conformance;

/// <summary>A contract is broken: what was expected and what came.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ConformanceException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ConformanceException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
