namespace Bss2.Hal.Registers;

/// <summary>An Omnibus address did not answer, or nothing lives there.</summary>
public class OmnibusException : HalException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="address">The word address.</param>
    /// <param name="message">What, where, what to do.</param>
    public OmnibusException(uint address, string message) : base(message) => Address = address;

    /// <summary>Creates the exception with its cause.</summary>
    public OmnibusException(uint address, string message, Exception innerException) : base(message, innerException) =>
        Address = address;

    /// <summary>The word address.</summary>
    public uint Address { get; }
}
