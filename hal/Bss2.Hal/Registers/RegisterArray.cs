namespace Bss2.Hal.Registers;

/// <summary>Checks array fields.</summary>
internal static class RegisterArray
{
    public static void RequireCount<T>(string name, IReadOnlyList<T> values, int count)
    {
        if (values.Count != count)
        {
            throw new ArgumentException($"{name} has {values.Count} values; it needs {count}.");
        }
    }
}
