using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using D = Bss2.Emulator.Analog.AnalogDefaults;
using F = Bss2.Emulator.Analog.CircuitField;

namespace Bss2.Emulator.Analog;

/// <summary>One step of a group of the circuit core. Leaf methods: no calls, so that vectors stay in registers.</summary>
/// <remarks>
/// w' = −λ w + N(t, w) with w = V − E: exact in the linear part, third order in N (ETD3RK: Cox and Matthews, J. Comput. Phys. 176, 2002,
/// doi 10.1006/jcph.2002.6995). N holds the synaptic currents at beginning, middle and end (a Simpson rule for what depends on time
/// alone) and the bend of the leak. The lines decay exactly.
/// </remarks>
internal static class CircuitStep
{
    private const int Width = LaneGroups.Width;

    // Below this activity, V, the step grows so that its error, which goes with its fourth power, stays the same; up to a limit.
    private const float FullActivity = 0.3f, LongestOverShortest = 32;

    /// <summary>Works out force and step length after drops, membranes or constants have changed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Refresh(ref float g)
    {
        Vector256<float> dropE = Load(ref g, F.DropE), dropI = Load(ref g, F.DropI), w = Load(ref g, F.Distance);
        Vector256<float> force = Rest(ref g, w, Current(ref g, dropE, F.LimitE, F.OffsetE, F.SlopeE), Current(ref g, dropI, F.LimitI, F.OffsetI, F.SlopeI));
        Save(ref g, F.Force, force);
        Save(ref g, F.Step, Longest(ref g, Vector256.FusedMultiplyAdd(Load(ref g, F.Rate), -w, force), dropE, dropI));
    }

    /// <summary>Proposes for each lane a step towards its stop.</summary>
    /// <returns>Lanes whose membrane may have passed the screen: the Bézier points of its cubic bound it.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Propose(ref float g, ref int now, ref int stop)
    {
        Vector256<float> left = Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref stop) - Vector256.LoadUnsafe(ref now));
        Vector256<float> h = Vector256.MinNative(left, Load(ref g, F.Step)), two = Vector256.Create(2f);
        Vector256<float> decayE = LaneMath.Exp(h * Load(ref g, F.HalfRateE)), decayI = LaneMath.Exp(h * Load(ref g, F.HalfRateI));
        Vector256<float> e = Load(ref g, F.DropE) * decayE, i = Load(ref g, F.DropI) * decayI;
        Vector256<float> middleE = Current(ref g, e, F.LimitE, F.OffsetE, F.SlopeE), middleI = Current(ref g, i, F.LimitI, F.OffsetI, F.SlopeI);
        Vector256<float> quiet = Vector256.Create((float)CircuitState.QuietVolts);
        e = Above(e * decayE, quiet);
        i = Above(i * decayI, quiet);
        Vector256<float> endE = Current(ref g, e, F.LimitE, F.OffsetE, F.SlopeE), endI = Current(ref g, i, F.LimitI, F.OffsetI, F.SlopeI);
        Save(ref g, F.NextDropE, e);
        Save(ref g, F.NextDropI, i);

        Vector256<float> rate = Load(ref g, F.Rate), z = rate * h;
        Phi(z, out Vector256<float> halfDecay, out Vector256<float> halfOne, out Vector256<float> decay, out Vector256<float> one,
            out Vector256<float> phiTwo, out Vector256<float> phiThree);
        Vector256<float> w = Load(ref g, F.Distance), n = Load(ref g, F.Force);
        Vector256<float> start = Vector256.FusedMultiplyAdd(rate, -w, n);
        Vector256<float> a = Vector256.FusedMultiplyAdd(halfDecay, w, halfOne * Vector256.Create(0.5f) * h * n);
        Vector256<float> na = Rest(ref g, a, middleE, middleI);
        Vector256<float> b = Vector256.FusedMultiplyAdd(decay, w, one * h * Vector256.FusedMultiplyAdd(two, na, -n));
        Vector256<float> nb = Rest(ref g, b, endE, endI);
        Vector256<float> four = Vector256.Create(4f), sum = n * Vector256.FusedMultiplyAdd(four, phiThree, one - Vector256.Create(3f) * phiTwo);
        sum = Vector256.FusedMultiplyAdd(na, four * Vector256.FusedMultiplyAdd(Vector256.Create(-2f), phiThree, phiTwo), sum);
        sum = Vector256.FusedMultiplyAdd(nb, Vector256.FusedMultiplyAdd(four, phiThree, -phiTwo), sum);
        Vector256<float> next = Above(Vector256.FusedMultiplyAdd(decay, w, h * sum), Load(ref g, F.Quiet));
        Vector256<float> force = Rest(ref g, next, endE, endI), end = Vector256.FusedMultiplyAdd(rate, -next, force);
        Save(ref g, F.NextDistance, next);
        Save(ref g, F.NextForce, force);
        Save(ref g, F.SlopeBefore, start);
        Save(ref g, F.SlopeAfter, end);
        Save(ref g, F.Cycles, h);

        Vector256<float> third = h * Vector256.Create(1 / 3f);
        Vector256<float> top = Vector256.MaxNative(Vector256.MaxNative(w, next),
            Vector256.MaxNative(Vector256.FusedMultiplyAdd(third, start, w), Vector256.FusedMultiplyAdd(third, -end, next)));
        return (Vector256.GreaterThan(Load(ref g, F.Base) + top, Load(ref g, F.Screen)) & Vector256.GreaterThan(h, Vector256<float>.Zero))
            .ExtractMostSignificantBits();
    }

    /// <summary>Takes the proposal.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Commit(ref float g, ref int now)
    {
        Vector256<float> e = Load(ref g, F.NextDropE), i = Load(ref g, F.NextDropI);
        (Vector256.LoadUnsafe(ref now) + Vector256.ConvertToInt32(Load(ref g, F.Cycles))).StoreUnsafe(ref now);
        Save(ref g, F.Distance, Load(ref g, F.NextDistance));
        Save(ref g, F.DropE, e);
        Save(ref g, F.DropI, i);
        Save(ref g, F.Force, Load(ref g, F.NextForce));
        Save(ref g, F.Step, Longest(ref g, Load(ref g, F.SlopeAfter), e, i));
    }

    // Activity, V, is by how much membranes may still move because of what is under way. Square roots are exactly rounded; a power is not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Longest(ref float g, Vector256<float> slope, Vector256<float> e, Vector256<float> i)
    {
        Vector256<float> activity = Vector256.MaxNative(Vector256.Abs(slope) * Load(ref g, F.ActivityV),
            Vector256.MaxNative(Vector256.Abs(e) * Load(ref g, F.ActivityE), Vector256.Abs(i) * Load(ref g, F.ActivityI)));
        Vector256<float> longer = Vector256.Sqrt(Vector256.Sqrt(Vector256.Create(FullActivity) / activity));
        longer = Vector256.MinNative(Vector256.MaxNative(longer, Vector256<float>.One), Vector256.Create(LongestOverShortest));
        return Vector256.Floor(Load(ref g, F.FullStep) * longer);
    }

    // e^{−z/2}, φ₁(−z/2), e^{−z}, φ₁(−z), φ₂(−z), φ₃(−z): by series up to z = 1, from the exponential above, where nothing cancels.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Phi(Vector256<float> z, out Vector256<float> halfDecay, out Vector256<float> halfOne, out Vector256<float> decay,
        out Vector256<float> one, out Vector256<float> two, out Vector256<float> three)
    {
        Vector256<float> half = Vector256.Create(0.5f), unit = Vector256<float>.One, y = z * half, small = Vector256.MinNative(z, unit);
        three = LaneMath.PhiThree(small);
        two = Vector256.FusedMultiplyAdd(-small, three, half);
        one = Vector256.FusedMultiplyAdd(-small, two, unit);
        decay = Vector256.FusedMultiplyAdd(-small, one, unit);
        Vector256<float> smallHalf = small * half;
        halfOne = Vector256.FusedMultiplyAdd(-smallHalf, Vector256.FusedMultiplyAdd(-smallHalf, LaneMath.PhiThree(smallHalf), half), unit);
        halfDecay = Vector256.FusedMultiplyAdd(-smallHalf, halfOne, unit);
        Vector256<float> large = Vector256.GreaterThan(z, unit);
        if (large.ExtractMostSignificantBits() == 0)
        {
            return;
        }
        Vector256<float> d = LaneMath.Exp(-y), f = d * d, over = unit / Vector256.MaxNative(z, unit), p1 = (unit - f) * over, p2 = (unit - p1) * over;
        halfDecay = Vector256.ConditionalSelect(large, d, halfDecay);
        halfOne = Vector256.ConditionalSelect(large, (unit - d) * (over + over), halfOne);
        decay = Vector256.ConditionalSelect(large, f, decay);
        one = Vector256.ConditionalSelect(large, p1, one);
        two = Vector256.ConditionalSelect(large, p2, two);
        three = Vector256.ConditionalSelect(large, (half - p2) * over, three);
    }

    // N: synaptic currents, the inhibitory one with its compliance, and what the leak falls short of a straight line.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Rest(ref float g, Vector256<float> w, Vector256<float> e, Vector256<float> i)
    {
        Vector256<float> compliance = Vector256.FusedMultiplyAdd(w, Vector256.Create((float)(1 / D.ComplianceSpan)), Load(ref g, F.Compliance));
        compliance = Vector256.MinNative(Vector256.MaxNative(compliance, Vector256<float>.Zero), Vector256<float>.One);
        Vector256<float> bend = LaneMath.MinusTanh(w * Vector256.Create((float)(1 / D.LeakLinearVolts)));
        return Vector256.FusedMultiplyAdd(Load(ref g, F.Bend), bend, Vector256.FusedMultiplyAdd(-compliance, i, e));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Current(ref float g, Vector256<float> drop, F limit, F offset, F slope) =>
        Load(ref g, limit) * LaneMath.Tanh((drop + Load(ref g, offset)) * Load(ref g, slope));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Above(Vector256<float> x, Vector256<float> quiet) =>
        Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(x), quiet), Vector256<float>.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ref float g, F field) => Vector256.LoadUnsafe(ref g, (nuint)field * Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Save(ref float g, F field, Vector256<float> x) => x.StoreUnsafe(ref g, (nuint)field * Width);
}
