namespace Bss2.Hal.I2c;

/// <summary>Why an I2C transaction failed.</summary>
public enum I2cFailure
{
    /// <summary>No device answered at the address.</summary>
    AddressNack,

    /// <summary>The device answered, and then refused a byte.</summary>
    DataNack,

    /// <summary>Another master won the bus.</summary>
    ArbitrationLost,

    /// <summary>A line is stuck, or a start or stop came where none may.</summary>
    Bus,

    /// <summary>The transaction did not end in time.</summary>
    Timeout,
}
