using Bss2.Hal.Containers;
using Bss2.Hal.Registers;
using Bss2.Hal.Wire;

namespace Bss2.Hal.Playback;

/// <summary>Register accesses of the chip through its JTAG port: slow, but without high-speed links.</summary>
/// <param name="executor">Runs the programs; not disposed here.</param>
/// <remarks>
/// JTAG reports no missing answer: the data register then keeps what was shifted in. So a mark is shifted in before each read,
/// and one
/// that comes back is tried again with its complement. A write that nobody took cannot be seen.
/// </remarks>
public sealed class JtagRegisterBus(IPlaybackExecutor executor) : IRegisterBus
{
    private const int DataRegister = 6, WordBits = 32;
    private const uint Mark = 0x5A3C_96E1;

    /// <inheritdoc/>
    public async ValueTask TransactAsync(ReadOnlyMemory<RegisterOperation> operations, Memory<uint> readBack,
        CancellationToken cancellationToken)
    {
        RegisterBusCheck.RequireRoom(operations.Span, readBack.Length);
        foreach (RegisterOperation operation in operations.Span)
        {
            if (operation.Address >> 31 != 0)
            {
                throw new ArgumentException($"0x{operation.Address:X8} lies in the FPGA, which JTAG does not reach.",
                    nameof(operations));
            }
        }
        uint[] words = await RunAsync(operations, Mark, cancellationToken).ConfigureAwait(false);
        for (int i = 0, read = 0; i < operations.Length; i++)
        {
            if (operations.Span[i] is { IsRead: true } operation && words[read++] == Mark)
            {
                uint[] again = await RunAsync(new[] { operation }, ~Mark, cancellationToken).ConfigureAwait(false);
                if (again[0] == ~Mark)
                {
                    throw new OmnibusException(operation.Address,
                        $"Chip Omnibus address 0x{operation.Address:X8} did not answer over JTAG. "
                        + "Is the chip's core clocked (ADPLL, PLLClockOutputBlock) and out of reset?");
                }
            }
        }
        words.CopyTo(readBack);
    }

    private async ValueTask<uint[]> RunAsync(
        ReadOnlyMemory<RegisterOperation> operations, uint mark, CancellationToken cancellationToken)
    {
        var builder = new PlaybackProgramBuilder();
        // A port that was never reset answers zeros.
        builder.Write(new JTAGClockScaler()).Write(new ResetJTAGTap());
        var over = new OverJtag(builder);
        List<Ticket<uint>> tickets = [];
        var ends = new int[operations.Length];
        for (int i = 0; i < ends.Length; i++)
        {
            RegisterOperation operation = operations.Span[i];
            if (operation.IsRead)
            {
                builder.Append(ToFpga.JtagIns(DataRegister));
                builder.Append(ToFpga.JtagData(mark, WordBits, keepResponse: false));
                tickets.Add(builder.ReadOmnibusOverJtag(operation.Address));
            }
            else
            {
                over.Append(ToFpga.OmnibusAddress(operation.Address, read: false));
                over.Append(ToFpga.OmnibusData(operation.Value));
            }
            // JTAG is slow: a barrier for all accesses together would take longer than the instruction timeout.
            builder.Barrier(Barriers.Jtag);
            ends[i] = builder.Count;
        }
        PlaybackResult result;
        try
        {
            result = await executor.ExecuteAsync(builder.Build(), cancellationToken).ConfigureAwait(false);
        }
        catch (InstructionTimeoutException timeout) when (ends.Length > 0)
        {
            throw RegisterBusCheck.NotAnswered(operations.Span, ends, timeout, "Chip Omnibus", " over JTAG");
        }
        return [.. tickets.Select(ticket => ticket.Read(result))];
    }
}
