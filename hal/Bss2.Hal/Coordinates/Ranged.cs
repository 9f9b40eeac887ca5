namespace Bss2.Hal.Coordinates;

/// <summary>The range check of all coordinates.</summary>
internal static class Ranged
{
    public static int Require(string name, int value, int count) => (uint)value < (uint)count ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must lie in 0..{count - 1}.");
}
