using Bss2.Hal.Playback;

namespace Bss2.Hal.Registers;

/// <summary>What register buses check first, and how they tell which access was not answered.</summary>
internal static class RegisterBusCheck
{
    public static void RequireRoom(ReadOnlySpan<RegisterOperation> operations, int room)
    {
        int reads = 0;
        foreach (RegisterOperation operation in operations)
        {
            reads += operation.IsRead ? 1 : 0;
        }
        if (reads != room)
        {
            throw new ArgumentException($"{reads} reads, but room for {room} words.", nameof(room));
        }
    }

    /// <summary>Error that names the access at which a program ran into the instruction timeout.</summary>
    /// <param name="operations">Accesses.</param>
    /// <param name="ends">Messages of the program up to the end of each access, its barrier included.</param>
    /// <param name="timeout">What happened.</param>
    /// <param name="target">What was addressed, for the message.</param>
    /// <param name="way">How, for the message; with a blank before it, or empty.</param>
    public static OmnibusException NotAnswered(ReadOnlySpan<RegisterOperation> operations, int[] ends, InstructionTimeoutException timeout,
        string target, string way)
    {
        int guilty = Math.Max(0, Array.FindIndex(ends, end => timeout.Instruction < end));
        uint address = operations[guilty].Address;
        return new OmnibusException(address, $"{target} address 0x{address:X8} did not answer{way} (access {guilty} of {ends.Length}). {timeout.Message}", timeout);
    }
}
