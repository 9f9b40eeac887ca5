using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bss2.Emulator.Analog;

/// <summary>Elementary functions of eight lanes. Every operation is exactly rounded, so all machines give the same bits.</summary>
internal static class LaneMath
{
    /// <summary>Beyond this tanh is taken as at it.</summary>
    private const float TanhLimit = 3.6f;

    /// <summary>tanh x ≈ x (945 + 105 x² + x⁴)/(945 + 420 x² + 15 x⁴), clamped: error below 2e-5 for |x| &lt; 2, 1.4e-3 at worst.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        x = Vector256.MinNative(Vector256.MaxNative(x, Vector256.Create(-TanhLimit)), Vector256.Create(TanhLimit));
        Vector256<float> q = x * x;
        return x * Vector256.FusedMultiplyAdd(q, q + Vector256.Create(105f), Vector256.Create(945f))
            / Vector256.FusedMultiplyAdd(q, Vector256.FusedMultiplyAdd(q, Vector256.Create(15f), Vector256.Create(420f)), Vector256.Create(945f));
    }

    /// <summary>x − tanh x of the same approximation, without cancellation; |x| &lt; 3.6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MinusTanh(Vector256<float> x)
    {
        Vector256<float> q = x * x;
        return x * q * Vector256.FusedMultiplyAdd(q, Vector256.Create(14f), Vector256.Create(315f))
            / Vector256.FusedMultiplyAdd(q, Vector256.FusedMultiplyAdd(q, Vector256.Create(15f), Vector256.Create(420f)), Vector256.Create(945f));
    }

    /// <summary>e^x for −80 ≤ x ≤ 0, taken as −80 below; relative error below 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.MaxNative(x, Vector256.Create(-80f));
        // Adding 1.5 · 2^23 rounds to an integer and leaves it in the low bits.
        Vector256<float> shifter = Vector256.Create(12582912f);
        Vector256<float> shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(1.44269504f), shifter), k = shifted - shifter;
        Vector256<float> r = Vector256.FusedMultiplyAdd(k, Vector256.Create(-0.693145752f), x);
        r = Vector256.FusedMultiplyAdd(k, Vector256.Create(-1.42860677e-6f), r);
        Vector256<float> p = Vector256.FusedMultiplyAdd(r, Vector256.Create(1 / 720f), Vector256.Create(1 / 120f));
        p = Vector256.FusedMultiplyAdd(r, p, Vector256.Create(1 / 24f));
        p = Vector256.FusedMultiplyAdd(r, p, Vector256.Create(1 / 6f));
        p = Vector256.FusedMultiplyAdd(r, p, Vector256.Create(0.5f));
        p = Vector256.FusedMultiplyAdd(r, p, Vector256<float>.One);
        p = Vector256.FusedMultiplyAdd(r, p, Vector256<float>.One);
        return (p.AsInt32() + (shifted.AsInt32() << 23)).AsSingle();
    }

    /// <summary>φ₃(−z) = (1/2 − φ₂)/z for 0 ≤ z ≤ 1 by its series: error below 3e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> PhiThree(Vector256<float> z)
    {
        Vector256<float> p = Vector256.FusedMultiplyAdd(z, Vector256.Create(1 / 362880f), Vector256.Create(-1 / 40320f));
        p = Vector256.FusedMultiplyAdd(z, p, Vector256.Create(1 / 5040f));
        p = Vector256.FusedMultiplyAdd(z, p, Vector256.Create(-1 / 720f));
        p = Vector256.FusedMultiplyAdd(z, p, Vector256.Create(1 / 120f));
        p = Vector256.FusedMultiplyAdd(z, p, Vector256.Create(-1 / 24f));
        return Vector256.FusedMultiplyAdd(z, p, Vector256.Create(1 / 6f));
    }

    /// <summary>About normal charge noise of unit variance; the same values as <see cref="TemporalNoise.Charge"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ChargeNoise(uint key, Vector256<uint> place)
    {
        Vector256<uint> low = Vector256.Create(0xFFFFu), a = Mix(Vector256.Create(key) ^ place * 0x9E37_79B9u), b = Mix(a + Vector256.Create(0x85EB_CA6Bu));
        Vector256<uint> sum = (a & low) + (a >>> 16) + (b & low) + (b >>> 16);
        return (Vector256.ConvertToSingle(sum.AsInt32()) - Vector256.Create(2 * TemporalNoise.InnovationMean))
            / Vector256.Create(TemporalNoise.InnovationDeviation * 1.41421356f);
    }

    /// <summary><see cref="TemporalNoise.Mix"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Mix(Vector256<uint> h)
    {
        h ^= h >>> 16;
        h *= 0x7FEB_352Du;
        h ^= h >>> 15;
        h *= 0x846C_A68Bu;
        return h ^ h >>> 16;
    }
}
