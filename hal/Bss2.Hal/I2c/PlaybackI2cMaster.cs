using Bss2.Hal.Playback;

namespace Bss2.Hal.I2c;

/// <summary>The FPGA's I2C master, driven by playback programs: a transaction per program.</summary>
/// <param name="executor">Runs the programs; not disposed here.</param>
/// <remarks>
/// Register-map 13.2. The FPGA answers reads only, so a device that does not acknowledge shows in a read; before a transaction
/// without
/// one, a byte is read from the device to see that it is there. That it refuses a later byte of a write cannot be seen.
/// </remarks>
public sealed class PlaybackI2cMaster(IPlaybackExecutor executor) : II2cMaster
{
    /// <inheritdoc/>
    public async ValueTask TransferAsync(I2cAddress address, ReadOnlyMemory<byte> write, Memory<byte> read,
        CancellationToken cancellationToken)
    {
        if (write.IsEmpty && read.IsEmpty)
        {
            throw new ArgumentException("A transaction writes or reads at least one byte.", nameof(write));
        }
        var builder = new PlaybackProgramBuilder();
        Ticket<uint>? presence = read.IsEmpty ? builder.ReadOmnibus(I2cWords.Base + I2cWords.Stop + (uint)address.Value) : null;
        builder.Barrier(Barriers.Omnibus);
        for (int i = 0; i < write.Length; i++)
        {
            // A byte takes its time on the bus: a barrier each keeps a long transfer below the instruction timeout.
            I2cWords.AppendWrite(address, write.Span.Slice(i, 1), stop: read.IsEmpty && i == write.Length - 1, builder);
            builder.Barrier(Barriers.Omnibus);
        }
        var bytes = new Ticket<uint>[read.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = builder.ReadOmnibus(I2cWords.Base + (uint)address.Value + (i == bytes.Length - 1 ? I2cWords.Stop : 0));
            builder.Barrier(Barriers.Omnibus);
        }
        PlaybackResult result;
        try
        {
            result = await executor.ExecuteAsync(builder.Build(), cancellationToken).ConfigureAwait(false);
        }
        catch (InstructionTimeoutException timeout)
        {
            throw new I2cException(I2cFailure.Timeout, address,
                $"The transaction with {address} did not end: {timeout.Message}", timeout);
        }
        if (presence is not null)
        {
            _ = I2cWords.Decode(address, presence.Read(result));
        }
        for (int i = 0; i < bytes.Length; i++)
        {
            read.Span[i] = I2cWords.Decode(address, bytes[i].Read(result));
        }
    }
}
