namespace Bss2.Hal.I2c;

/// <summary>An I2C transaction failed.</summary>
public sealed class I2cException : HalException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="address">Whom it concerned.</param>
    /// <param name="message">What, where, what to do.</param>
    public I2cException(I2cFailure kind, I2cAddress address, string message) : base(message) => (Kind, Address) = (kind, address);

    /// <summary>Creates the exception with its cause.</summary>
    public I2cException(I2cFailure kind, I2cAddress address, string message, Exception innerException)
        : base(message, innerException) => (Kind, Address) = (kind, address);

    /// <summary>Why.</summary>
    public I2cFailure Kind { get; }

    /// <summary>Whom it concerned.</summary>
    public I2cAddress Address { get; }
}
