using System.Device.I2c;
using Bss2.Hal.I2c;

namespace Bss2.Runtime.Board;

/// <summary>A device on the board's I2C bus.</summary>
/// <param name="master">Runs the transactions; not disposed here.</param>
/// <param name="address">The device.</param>
/// <param name="overrideLimits">Lets a driver take supplies out of their limits: only with a board that you can afford to lose.</param>
public sealed class BoardI2cDevice(II2cMaster master, I2cAddress address, bool overrideLimits = false) : I2cDevice
{
    private const int Bus = 0;

    /// <inheritdoc/>
    public override I2cConnectionSettings ConnectionSettings { get; } = new(Bus, address.Value);

    /// <inheritdoc/>
    /// <exception cref="IOException">The device did not answer.</exception>
    public override void Read(Span<byte> buffer) => WriteRead([], buffer);

    /// <inheritdoc/>
    /// <exception cref="IOException">The device did not answer.</exception>
    public override void Write(ReadOnlySpan<byte> buffer) => WriteRead(buffer, []);

    /// <inheritdoc/>
    /// <exception cref="IOException">The device did not answer.</exception>
    /// <exception cref="UnsafeSupplyException">The bytes could take a supply out of its limits; nothing was written.</exception>
    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        if (!overrideLimits)
        {
            SupplyGuard.CheckI2c(address.Value, writeBuffer);
        }
        var read = new byte[readBuffer.Length];
        try
        {
            master.TransferAsync(address, writeBuffer.ToArray(), read, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (I2cException failure)
        {
            // What drivers on these types expect of a bus.
            throw new IOException(failure.Message, failure);
        }
        read.CopyTo(readBuffer);
    }

    /// <inheritdoc/>
    public override byte ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        Read(one);
        return one[0];
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);
}
