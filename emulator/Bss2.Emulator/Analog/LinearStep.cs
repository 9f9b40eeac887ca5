using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using F = Bss2.Emulator.Analog.LinearField;

namespace Bss2.Emulator.Analog;

/// <summary>One step of a group of the linear core in closed form. Leaf methods.</summary>
/// <remarks>
/// With ψ(x) = (eˣ − 1)/x, V(n) = V∞ + e^{−λn} (V₀ − V∞ + n (G_e u_e ψ((λ − λ_e) n) − G_i u_i ψ((λ − λ_i) n))): no case is degenerate.
/// </remarks>
internal static class LinearStep
{
    /// <summary>Rate times cycles up to which the series are exact to rounding, and a cubic through a step is near the curve.</summary>
    public const double SearchStep = 0.5;

    /// <summary>The same for steps that are not searched: doubled three times from an eighth.</summary>
    public const double LongestStep = 8 * SearchStep;

    private const int Width = LaneGroups.Width, Half = 4;

    // 1/k!
    private static readonly double[] Inverse = InverseFactorials(16);

    /// <summary>ψ(x) for |x| ≤ 1/2.</summary>
    public static double Psi(double x)
    {
        double p = Inverse[14];
        for (int k = 13; k >= 1; k--)
        {
            p = Math.FusedMultiplyAdd(p, x, Inverse[k]);
        }
        return p;
    }

    /// <summary>Proposes for each lane a step towards its stop.</summary>
    /// <returns>Lanes whose membrane may have passed the screen.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Propose(ref double g, ref int now, ref int stop)
    {
        // Whole numbers: exact in single precision.
        (Vector256<double> low, Vector256<double> high) =
            Vector256.Widen(Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref stop) - Vector256.LoadUnsafe(ref now)));
        return Propose(ref g, low, 0) | Propose(ref g, high, Half) << Half;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Propose(ref double g, Vector256<double> left, int first)
    {
        Vector256<double> zero = Vector256<double>.Zero;
        if (left == zero)
        {
            // Four lanes that are where they have to be.
            Save(ref g, F.Cycles, first, zero);
            Save(ref g, F.NextMembrane, first, Load(ref g, F.Membrane, first));
            Save(ref g, F.NextDropE, first, Load(ref g, F.DropE, first));
            Save(ref g, F.NextDropI, first, Load(ref g, F.DropI, first));
            return 0;
        }
        Vector256<double> rate = Load(ref g, F.Rate, first), rest = Load(ref g, F.Rest, first);
        Vector256<double> e0 = Load(ref g, F.DropE, first), i0 = Load(ref g, F.DropI, first), v0 = Load(ref g, F.Membrane, first);
        Vector256<double> ge = Load(ref g, F.GainE, first) * e0, gi = Load(ref g, F.GainI, first) * i0, away = v0 - rest;
        // No search is needed as long as the steepest rise there can be stays below the screen, or the highest point that drops can lead to.
        Vector256<double> room = Load(ref g, F.Screen, first) - v0, rise = Vector256.MaxNative(ge, zero);
        Vector256<double> steepest = Vector256.MaxNative(-rate * away, zero) + rise + Vector256.MaxNative(-gi, zero) + Vector256.Create(1e-30);
        Vector256<double> highest = Vector256.FusedMultiplyAdd(rise, Load(ref g, F.PeakE, first), Vector256.MaxNative(-away, zero));
        Vector256<double> safe = Vector256.ConditionalSelect(Vector256.GreaterThan(room, highest) & Vector256.GreaterThanOrEqual(gi, zero),
            left, Vector256.Floor(room / steepest));
        Vector256<double> n = Vector256.MinNative(left, Vector256.MaxNative(Load(ref g, F.SearchStep, first), Vector256.MinNative(Load(ref g, F.LongestStep, first), safe)));
        Vector256<double> xe = n * Load(ref g, F.FasterE, first), xi = n * Load(ref g, F.FasterI, first), xm = -n * rate;
        Grow(xe, out Vector256<double> pe, out Vector256<double> growE);
        Grow(xi, out Vector256<double> pi, out Vector256<double> growI);
        Grow(xm, out _, out Vector256<double> decay);
        Vector256<double> drive = Vector256.FusedMultiplyAdd(ge, pe, -(gi * pi));
        Vector256<double> v1 = Vector256.FusedMultiplyAdd(decay, Vector256.FusedMultiplyAdd(n, drive, away), rest);
        Vector256<double> decayE = decay * growE, decayI = decay * growI;
        // Slopes of the smooth curve through the cycles, Bézier points of its cubic, and the cubic's error.
        Vector256<double> start = Vector256.FusedMultiplyAdd(-rate, away, ge - gi);
        Vector256<double> end = Vector256.FusedMultiplyAdd(-rate, v1 - rest, ge * decayE - gi * decayI);
        Save(ref g, F.SlopeBefore, first, start);
        Save(ref g, F.SlopeAfter, first, end);
        Vector256<double> third = n * Vector256.Create(1 / 3.0), n2 = n * n;
        Vector256<double> top = Vector256.MaxNative(Vector256.MaxNative(v0, v1),
            Vector256.MaxNative(Vector256.FusedMultiplyAdd(third, start, v0), Vector256.FusedMultiplyAdd(-third, end, v1)));
        Vector256<double> swing = Vector256.FusedMultiplyAdd(rate, Vector256.Abs(away), Vector256.Abs(ge) + Vector256.Abs(gi));
        top = Vector256.FusedMultiplyAdd(n2 * n2 * Load(ref g, F.Error, first), swing, top);
        Vector256<double> held = Load(ref g, F.Held, first);
        v1 = Vector256.ConditionalSelect(Vector256.Equals(held, held), held, v1);
        v1 = Vector256.ConditionalSelect(Vector256.GreaterThan(n, zero), v1, v0);
        Save(ref g, F.NextMembrane, first, v1);
        Save(ref g, F.NextDropE, first, e0 * decayE);
        Save(ref g, F.NextDropI, first, i0 * decayI);
        Save(ref g, F.Cycles, first, n);
        return (Vector256.GreaterThan(top, Load(ref g, F.Screen, first)) & Vector256.GreaterThan(n, Vector256.MaxNative(safe, zero)))
            .ExtractMostSignificantBits();
    }

    // ψ(x) and eˣ for |x| ≤ 4, from an eighth of x: e²ˣ = (eˣ)², ψ(2x) = ψ(x) (eˣ + 1)/2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Grow(Vector256<double> x, out Vector256<double> psi, out Vector256<double> exp)
    {
        Vector256<double> half = Vector256.Create(0.5), eighth = x * Vector256.Create(0.125);
        psi = Psi(eighth);
        exp = Vector256.FusedMultiplyAdd(eighth, psi, Vector256<double>.One);
        for (int k = 0; k < 3; k++)
        {
            psi *= Vector256.FusedMultiplyAdd(half, exp, half);
            exp *= exp;
        }
    }

    /// <summary>The same for four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Psi(Vector256<double> x)
    {
        Vector256<double> p = Vector256.Create(1 / 87178291200.0);
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 6227020800.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 479001600.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 39916800.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 3628800.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 362880.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 40320.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 5040.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 720.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 120.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 24.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(1 / 6.0));
        p = Vector256.FusedMultiplyAdd(p, x, Vector256.Create(0.5));
        return Vector256.FusedMultiplyAdd(p, x, Vector256<double>.One);
    }

    private static double[] InverseFactorials(int count)
    {
        double[] inverse = new double[count];
        double factorial = 1;
        for (int k = 0; k < count; k++)
        {
            factorial *= Math.Max(1, k);
            inverse[k] = 1 / factorial;
        }
        return inverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load(ref double g, F field, int first) => Vector256.LoadUnsafe(ref g, (nuint)((int)field * Width + first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Save(ref double g, F field, int first, Vector256<double> x) =>
        x.StoreUnsafe(ref g, (nuint)((int)field * Width + first));
}
