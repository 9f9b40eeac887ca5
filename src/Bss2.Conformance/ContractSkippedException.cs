namespace Bss2.Conformance;

/// <summary>A contract says nothing about this kind of chip or link; the message says why.</summary>
public sealed class ContractSkippedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ContractSkippedException(string message) : base(message)
    {
    }
}
