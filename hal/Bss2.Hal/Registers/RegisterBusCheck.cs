namespace Bss2.Hal.Registers;

/// <summary>What every register bus checks first.</summary>
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
}
