using Bss2.Hal.Registers;

namespace Bss2.Conformance;

/// <summary>What every register bus must do, whatever carries its accesses.</summary>
/// <remarks>Runs on the first plasticity processor's memory: plain words of the chip, which every bus reaches (register-map 2.1).</remarks>
public static class RegisterBusContracts
{
    private const uint Memory = 0x0280_0000, Nowhere = 0x0000_1234, OfNoUse = 0xDEAD_BEEF;

    /// <summary>The contracts, by what they demand, for a chip that was brought up.</summary>
    public static IReadOnlyDictionary<string, Func<IRegisterBus, CancellationToken, Task>> All { get; } =
        new SortedDictionary<string, Func<IRegisterBus, CancellationToken, Task>>(StringComparer.Ordinal)
        {
            ["accesses are made in order"] = InOrder,
            ["every bit of a word comes back, the bus's own marks too"] = EveryBit,
            ["reads without room, and room without reads, are refused before anything is done"] = Room,
            ["an empty transaction does nothing"] = Nothing,
            ["a long transaction comes through"] = Long,
            ["an address where nothing lives is named, and the bus goes on"] = Unmapped,
        };

    /// <summary>The contracts for a chip from power-on, whose Omnibus does not answer.</summary>
    public static IReadOnlyDictionary<string, Func<IRegisterBus, CancellationToken, Task>> FromPowerOn { get; } =
        new SortedDictionary<string, Func<IRegisterBus, CancellationToken, Task>>(StringComparer.Ordinal)
        {
            ["a chip that does not answer is an error that names the address, not a zero"] = Silent,
        };

    private static async Task InOrder(IRegisterBus bus, CancellationToken token)
    {
        var read = new uint[4];
        await bus.TransactAsync(new[]
        {
            RegisterOperation.Write(Memory + 5, 9), RegisterOperation.Write(Memory + 5, 1), RegisterOperation.Read(Memory + 5),
            RegisterOperation.Write(Memory + 5, 2),
            RegisterOperation.Write(Memory + 6, 3), RegisterOperation.Read(Memory + 6), RegisterOperation.Read(Memory + 5),
            RegisterOperation.Write(Memory + 6, 4), RegisterOperation.Read(Memory + 6),
        }, read, token).ConfigureAwait(false);
        Require.Equal<uint>([1, 3, 2, 4], read);
        // The order of requests, not of addresses; and what one transaction wrote, the next one reads.
        await bus.TransactAsync(new[] { RegisterOperation.Read(Memory + 6), RegisterOperation.Read(Memory + 5) }, read.AsMemory(..2), token)
            .ConfigureAwait(false);
        Require.Equal<uint>([4, 2, 2, 4], read);
    }

    private static async Task EveryBit(IRegisterBus bus, CancellationToken token)
    {
        uint[] words = [.. Enumerable.Range(0, 32).Select(bit => 1u << bit), 0, uint.MaxValue, 0x5A3C_96E1, ~0x5A3C_96E1u, 0x5AC3_96E1];
        RegisterOperation[] operations = [.. words.Select((word, i) => RegisterOperation.Write(Memory + (uint)i, word)),
            .. words.Select((_, i) => RegisterOperation.Read(Memory + (uint)i))];
        var read = new uint[words.Length];
        await bus.TransactAsync(operations, read, token).ConfigureAwait(false);
        Require.Equal<uint>(words, read);
    }

    private static async Task Room(IRegisterBus bus, CancellationToken token)
    {
        var read = new uint[1];
        await bus.TransactAsync(new[] { RegisterOperation.Write(Memory + 9, 7) }, default, token).ConfigureAwait(false);
        RegisterOperation[] two = [RegisterOperation.Write(Memory + 9, 8), RegisterOperation.Read(Memory + 9), RegisterOperation.Read(Memory + 9)];
        foreach (int room in (int[])[0, 1, 3])
        {
            await Require.ThrowsAsync<ArgumentException>(async () => await bus.TransactAsync(two, new uint[room], token).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
        await bus.TransactAsync(new[] { RegisterOperation.Read(Memory + 9) }, read, token).ConfigureAwait(false);
        Require.Equal(7u, read[0]);
    }

    private static async Task Nothing(IRegisterBus bus, CancellationToken token) =>
        await bus.TransactAsync(default, default, token).ConfigureAwait(false);

    private static async Task Long(IRegisterBus bus, CancellationToken token)
    {
        // Together over JTAG they are more than the instruction timeout.
        const int count = 1024;
        static uint Value(int i) => (uint)i * 2_654_435_761;
        RegisterOperation[] operations = [.. Enumerable.Range(0, count).Select(i => RegisterOperation.Write(Memory + (uint)i, Value(i))),
            .. Enumerable.Range(0, count).Select(i => RegisterOperation.Read(Memory + (uint)(count - 1 - i)))];
        var read = new uint[count];
        await bus.TransactAsync(operations, read, token).ConfigureAwait(false);
        Require.Equal(Enumerable.Range(0, count).Select(i => Value(count - 1 - i)), read);
    }

    private static async Task Unmapped(IRegisterBus bus, CancellationToken token)
    {
        var read = new uint[2];
        await bus.TransactAsync(new[] { RegisterOperation.Write(Memory, 11) }, default, token).ConfigureAwait(false);
        OmnibusException failure = await Require.ThrowsAsync<OmnibusException>(async () => await bus.TransactAsync(
            new[] { RegisterOperation.Write(Memory, 12), RegisterOperation.Read(Nowhere), RegisterOperation.Read(Memory) }, read, token)
            .ConfigureAwait(false)).ConfigureAwait(false);
        Require.Equal(Nowhere, failure.Address);
        Require.Contains($"0x{Nowhere:X8}", failure.Message);
        // Accesses before it were made.
        await bus.TransactAsync(new[] { RegisterOperation.Read(Memory) }, read.AsMemory(..1), token).ConfigureAwait(false);
        Require.Equal(12u, read[0]);
    }

    private static async Task Silent(IRegisterBus bus, CancellationToken token)
    {
        uint[] read = [OfNoUse];
        OmnibusException failure = await Require.ThrowsAsync<OmnibusException>(async () => await bus.TransactAsync(
            new[] { RegisterOperation.Read(Memory + 3) }, read, token).ConfigureAwait(false)).ConfigureAwait(false);
        Require.Equal(Memory + 3, failure.Address);
        Require.Equal(OfNoUse, read[0]);
    }
}
