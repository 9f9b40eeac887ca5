namespace Bss2.Hal.Registers;

/// <summary>Array fields.</summary>
internal static class RegisterArray
{
    public static void RequireCount<T>(string name, IReadOnlyList<T> values, int count)
    {
        if (values.Count != count)
        {
            throw new ArgumentException($"{name} has {values.Count} values; it needs {count}.");
        }
    }

    public static bool[] Switches(ReadOnlySpan<long> values)
    {
        var switches = new bool[values.Length];
        for (int i = 0; i < switches.Length; i++)
        {
            switches[i] = values[i] != 0;
        }
        return switches;
    }

    public static void GetSwitches(string name, IReadOnlyList<bool> switches, Span<long> values)
    {
        RequireCount(name, switches, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = switches[i] ? 1 : 0;
        }
    }
}
