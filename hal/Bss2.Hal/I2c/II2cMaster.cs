namespace Bss2.Hal.I2c;

/// <summary>Master of an I2C bus: one transaction at a time.</summary>
public interface II2cMaster
{
    /// <summary>
    /// Writes bytes, then reads bytes after a repeated start, then stops; either part may be empty, both may not.
    /// </summary>
    /// <param name="address">Device.</param>
    /// <param name="write">Bytes to the device.</param>
    /// <param name="read">Filled with bytes from the device.</param>
    /// <param name="cancellationToken">Ends the wait; the device may have seen the transaction.</param>
    /// <exception cref="I2cException">The transaction failed; its kind says how.</exception>
    ValueTask TransferAsync(I2cAddress address, ReadOnlyMemory<byte> write, Memory<byte> read,
        CancellationToken cancellationToken);
}
