using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Bss2.Training.Kernels;

/// <summary>Exponential and logarithm lane by lane: the same bits at every width and on every machine, unlike the C library's.</summary>
internal static class LaneMath
{
    // 1.5 · 2^52: adding it rounds to an integer, which then stands in the low mantissa bits.
    private const double Shifter = 6755399441055744.0;

    private const double Log2E = 1.4426950408889634;

    // ln 2 in two parts; the first has trailing zeros, so that n · Ln2High is exact for |n| < 2^11 (Cody & Waite).
    private const double Ln2High = 0.693147180369123816490, Ln2Low = 1.90821492927058770002e-10;

    private const int MantissaBits = 52, ExponentBias = 1023;

    private const long SqrtHalfBits = 0x3FE6A09E667F3BCD;

    /// <summary>Smallest argument of <see cref="Exp"/> that is not clamped: below it results would be denormal, and slow.</summary>
    public const double MinimumExponent = -708;

    /// <summary>e^x for x ≤ 708; x below −708 counts as −708 (3e-308). Error below 1 ulp (tested).</summary>
    /// <remarks>x = n ln 2 + r, |r| ≤ ln 2 / 2; Taylor to r^13, whose remainder is below 4e-18; in Estrin's order, which has a shorter chain.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        x = T.Max(x, T.Of(MinimumExponent));
        T shifted = T.Fma(x, T.Of(Log2E), T.Of(Shifter)), n = shifted - T.Of(Shifter);
        T r = T.Fma(n, T.Of(-Ln2Low), T.Fma(n, T.Of(-Ln2High), x)), r2 = r * r, r4 = r2 * r2;
        T p23 = T.Fma(r, T.Of(1.0 / 6), T.Of(0.5));
        T p45 = T.Fma(r, T.Of(1.0 / 120), T.Of(1.0 / 24));
        T p67 = T.Fma(r, T.Of(1.0 / 5040), T.Of(1.0 / 720));
        T p89 = T.Fma(r, T.Of(1.0 / 362880), T.Of(1.0 / 40320));
        T pAB = T.Fma(r, T.Of(1.0 / 39916800), T.Of(1.0 / 3628800));
        T pCD = T.Fma(r, T.Of(1.0 / 6227020800), T.Of(1.0 / 479001600));
        T p25 = T.Fma(r2, p45, p23), p69 = T.Fma(r2, p89, p67), pAD = T.Fma(r2, pCD, pAB);
        T tail = T.Fma(r4, T.Fma(r4, pAD, p69), p25);
        // 1 + (r + r² tail): the big terms last.
        T p = T.Of(1) + T.Fma(r2, tail, r);
        return T.AddBits(p, T.ShiftLeft(shifted, MantissaBits));
    }

    /// <summary>ln x for normal x &gt; 0. Error below 2 ulp (tested).</summary>
    /// <remarks>x = 2^n m, √½ ≤ m &lt; √2; ln m = 2 artanh f, f = (m − 1)/(m + 1), series to f^21.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        // The exponent field, counting octaves from √½ on instead of 1.
        T octaves = T.ShiftRight(T.AddToBits(x, BitConverter.DoubleToInt64Bits(1) - SqrtHalfBits), MantissaBits);
        // As a double: the integer put into the mantissa of the shifter.
        T n = T.AddToBits(octaves, BitConverter.DoubleToInt64Bits(Shifter)) - T.Of(Shifter + ExponentBias);
        T m = T.SubtractBits(x, T.ShiftLeft(T.AddToBits(octaves, -ExponentBias), MantissaBits));
        T f = (m - T.Of(1)) / (m + T.Of(1)), s = f * f;
        T q = T.Of(2.0 / 21);
        q = T.Fma(q, s, T.Of(2.0 / 19));
        q = T.Fma(q, s, T.Of(2.0 / 17));
        q = T.Fma(q, s, T.Of(2.0 / 15));
        q = T.Fma(q, s, T.Of(2.0 / 13));
        q = T.Fma(q, s, T.Of(2.0 / 11));
        q = T.Fma(q, s, T.Of(2.0 / 9));
        q = T.Fma(q, s, T.Of(2.0 / 7));
        q = T.Fma(q, s, T.Of(2.0 / 5));
        q = T.Fma(q, s, T.Of(2.0 / 3));
        T lnM = T.Fma(f * s, q, f + f);
        return T.Fma(n, T.Of(Ln2High), T.Fma(n, T.Of(Ln2Low), lnM));
    }

    /// <summary>e^x of one number, with the same bits as in lanes.</summary>
    public static double Exp(double x) => First(Exp(Lanes128.Of(x)));

    /// <summary>ln x of one number, with the same bits as in lanes.</summary>
    public static double Log(double x) => First(Log(Lanes128.Of(x)));

    private static double First(Lanes128 lanes) => MemoryMarshal.Cast<Lanes128, double>(new ReadOnlySpan<Lanes128>(ref lanes))[0];
}
