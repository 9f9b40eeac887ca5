using System.Runtime.InteropServices;

namespace Bss2.Training.Kernels;

/// <summary>Arrays that are read as vectors: length padded to the widest vector, padding 0 unless said otherwise.</summary>
internal static class LaneArray
{
    /// <summary>Doubles in the widest vector.</summary>
    public const int Widest = 8;

    /// <summary>Length that holds <paramref name="count"/> doubles.</summary>
    public static int Padded(int count) => (count + Widest - 1) / Widest * Widest;

    /// <summary>The array as vectors.</summary>
    public static Span<T> As<T>(double[] array)
        where T : unmanaged, ILanes<T> => MemoryMarshal.Cast<double, T>(array.AsSpan());
}
