using Bss2.Hal.Registers;

namespace Bss2.Hal.Playback;

/// <summary>Register accesses as playback programs: over the high-speed links to the chip, directly to the FPGA.</summary>
/// <param name="executor">Runs the programs; not disposed here.</param>
/// <remarks>
/// A barrier follows each access, so that an instruction timeout tells which address did not answer. For many settings at once
/// write a
/// program of your own.
/// </remarks>
public sealed class PlaybackRegisterBus(IPlaybackExecutor executor) : IRegisterBus
{
    /// <inheritdoc/>
    public async ValueTask TransactAsync(ReadOnlyMemory<RegisterOperation> operations, Memory<uint> readBack,
        CancellationToken cancellationToken)
    {
        RegisterBusCheck.RequireRoom(operations.Span, readBack.Length);
        var builder = new PlaybackProgramBuilder();
        List<Ticket<uint>> tickets = [];
        var ends = new int[operations.Length];
        for (int i = 0; i < operations.Length; i++)
        {
            RegisterOperation operation = operations.Span[i];
            if (operation.IsRead)
            {
                tickets.Add(builder.ReadOmnibus(operation.Address));
            }
            else
            {
                builder.WriteOmnibus(operation.Address, operation.Value);
            }
            builder.Barrier(Barriers.Omnibus);
            ends[i] = builder.Count;
        }
        PlaybackResult result;
        try
        {
            result = await executor.ExecuteAsync(builder.Build(), cancellationToken).ConfigureAwait(false);
        }
        catch (InstructionTimeoutException timeout) when (ends.Length > 0)
        {
            throw RegisterBusCheck.NotAnswered(operations.Span, ends, timeout, "Omnibus", "");
        }
        for (int i = 0; i < tickets.Count; i++)
        {
            readBack.Span[i] = tickets[i].Read(result);
        }
    }
}
