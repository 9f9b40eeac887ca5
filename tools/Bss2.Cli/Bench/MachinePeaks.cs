using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bss2.Cli.Bench;

/// <summary>What one core of this machine can do at most: yardsticks for everything else.</summary>
/// <remarks>Each hot loop is a leaf method: vectors that live across a call are spilled (ecosystem 3.1).</remarks>
internal static class MachinePeaks
{
    private const int FmaRounds = 200_000, Chains = 10, MemoryFloats = 8 << 20;

    /// <summary>Fused multiply-adds on 32-bit floats, one thread; work in FLOP.</summary>
    public static Yardstick Fma(double flopPerItem) => new("machine.fma.1thread", () => FmaWork, flopPerItem);

    /// <summary>a = b + s·c over arrays far beyond the caches, one thread; work in bytes.</summary>
    public static Yardstick Memory(double bytesPerItem) => new("machine.memory.1thread", MemoryWork, bytesPerItem);

    /// <summary>Widest vectors that this machine runs at full speed, bits.</summary>
    public static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static double FmaWork()
    {
        float sum = VectorBits switch { 512 => Fma512(FmaRounds), 256 => Fma256(FmaRounds), _ => Fma128(FmaRounds) };
        return float.IsNaN(sum) ? 0 : 2.0 * Chains * FmaRounds * VectorBits / 32;
    }

    private static BenchWork MemoryWork()
    {
        float[] a = new float[MemoryFloats], b = new float[MemoryFloats], c = new float[MemoryFloats];
        Array.Fill(b, 1);
        Array.Fill(c, 2);
        return () =>
        {
            Triad(a, b, c);
            return 3.0 * sizeof(float) * MemoryFloats;
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Triad(float[] a, float[] b, float[] c)
    {
        Vector256<float> scale = Vector256.Create(0.5f);
        for (int i = 0; i + Vector256<float>.Count <= a.Length; i += Vector256<float>.Count)
        {
            (Vector256.Create(b, i) + scale * Vector256.Create(c, i)).CopyTo(a, i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Fma512(int rounds)
    {
        Vector512<float> m = Vector512.Create(0.999f), x = Vector512.Create(0.001f), s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x,
            s7 = x, s8 = x, s9 = x;
        for (int i = 0; i < rounds; i++)
        {
            s0 = Vector512.FusedMultiplyAdd(s0, m, x);
            s1 = Vector512.FusedMultiplyAdd(s1, m, x);
            s2 = Vector512.FusedMultiplyAdd(s2, m, x);
            s3 = Vector512.FusedMultiplyAdd(s3, m, x);
            s4 = Vector512.FusedMultiplyAdd(s4, m, x);
            s5 = Vector512.FusedMultiplyAdd(s5, m, x);
            s6 = Vector512.FusedMultiplyAdd(s6, m, x);
            s7 = Vector512.FusedMultiplyAdd(s7, m, x);
            s8 = Vector512.FusedMultiplyAdd(s8, m, x);
            s9 = Vector512.FusedMultiplyAdd(s9, m, x);
        }
        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Fma256(int rounds)
    {
        Vector256<float> m = Vector256.Create(0.999f), x = Vector256.Create(0.001f), s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x,
            s7 = x, s8 = x, s9 = x;
        for (int i = 0; i < rounds; i++)
        {
            s0 = Vector256.FusedMultiplyAdd(s0, m, x);
            s1 = Vector256.FusedMultiplyAdd(s1, m, x);
            s2 = Vector256.FusedMultiplyAdd(s2, m, x);
            s3 = Vector256.FusedMultiplyAdd(s3, m, x);
            s4 = Vector256.FusedMultiplyAdd(s4, m, x);
            s5 = Vector256.FusedMultiplyAdd(s5, m, x);
            s6 = Vector256.FusedMultiplyAdd(s6, m, x);
            s7 = Vector256.FusedMultiplyAdd(s7, m, x);
            s8 = Vector256.FusedMultiplyAdd(s8, m, x);
            s9 = Vector256.FusedMultiplyAdd(s9, m, x);
        }
        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Fma128(int rounds)
    {
        Vector128<float> m = Vector128.Create(0.999f), x = Vector128.Create(0.001f), s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x,
            s7 = x, s8 = x, s9 = x;
        for (int i = 0; i < rounds; i++)
        {
            s0 = Vector128.FusedMultiplyAdd(s0, m, x);
            s1 = Vector128.FusedMultiplyAdd(s1, m, x);
            s2 = Vector128.FusedMultiplyAdd(s2, m, x);
            s3 = Vector128.FusedMultiplyAdd(s3, m, x);
            s4 = Vector128.FusedMultiplyAdd(s4, m, x);
            s5 = Vector128.FusedMultiplyAdd(s5, m, x);
            s6 = Vector128.FusedMultiplyAdd(s6, m, x);
            s7 = Vector128.FusedMultiplyAdd(s7, m, x);
            s8 = Vector128.FusedMultiplyAdd(s8, m, x);
            s9 = Vector128.FusedMultiplyAdd(s9, m, x);
        }
        return Vector128.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9);
    }
}
