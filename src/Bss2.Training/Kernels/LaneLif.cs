using System.Runtime.CompilerServices;
using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary><see cref="LifKernel"/> in lanes: closed forms of LIF neurons of one layer, voltages counted from the leak.</summary>
/// <remarks>
/// x(s) = x0 e^{−s/τ_m} + I0 k(s), I(s) = I0 e^{−s/τ_s}; formulas at <see cref="LifKernel"/>. On a grid of dt the same forms give n steps of
/// explicit Euler at once, and of its transpose: decays (1 − dt/τ)^n, and k the sum of their products, the same ratio of their difference
/// (or n (dt/τ) (1 − dt/τ)^{n−1} for equal time constants). Times are then counted in steps.
/// </remarks>
internal readonly struct LaneLif<T>
    where T : unmanaged, ILanes<T>
{
    // Decays from time 0 and growths back to it are multiplied with each other: neither may leave the range of doubles, e^708.
    private const double LargestExponent = 300;

    private readonly double _peakPower, _membraneRate, _synapticRate, _rise, _ratio;

    /// <param name="parameters">Of the layer.</param>
    /// <param name="stepUs">dt of the grid, less than both time constants; 0 for continuous time.</param>
    public LaneLif(LifParameters parameters, double stepUs = 0)
    {
        (TauM, TauS) = (parameters.MembraneTimeConstantUs, parameters.SynapticTimeConstantUs);
        Threshold = parameters.Threshold - parameters.Leak;
        Reset = parameters.Reset - parameters.Leak;
        OnGrid = stepUs > 0;
        Refractory = OnGrid ? Math.Round(parameters.RefractoryUs / stepUs) : parameters.RefractoryUs;
        Equal = Math.Abs(TauM - TauS) <= LifKernel.EqualTolerance * TauM;
        _membraneRate = OnGrid ? LaneMath.Log(1 - stepUs / TauM) : -1 / TauM;
        _synapticRate = OnGrid ? LaneMath.Log(1 - stepUs / TauS) : -1 / TauS;
        _rise = OnGrid ? stepUs / TauM / (1 - stepUs / TauM) : 1 / TauM;
        _ratio = Equal ? 0 : TauS / (TauM - TauS);
        _peakPower = Equal ? 0 : -TauM / (TauM - TauS);
    }

    /// <summary>τ_m, µs.</summary>
    public double TauM { get; }

    /// <summary>τ_s, µs.</summary>
    public double TauS { get; }

    /// <summary>θ − E_l.</summary>
    public double Threshold { get; }

    /// <summary>V_r − E_l.</summary>
    public double Reset { get; }

    /// <summary>Whether times are steps.</summary>
    public bool OnGrid { get; }

    /// <summary>Refractory time, µs or steps.</summary>
    public double Refractory { get; }

    /// <summary>Whether the time constants are equal, which has its own closed form.</summary>
    public bool Equal { get; }

    /// <summary>e^{−s/τ_m}, e^{−s/τ_s} and k(s), or their likes on the grid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decays(T s, out T membrane, out T synaptic, out T response)
    {
        Decays(s, out membrane, out synaptic);
        response = Response(s, membrane, synaptic);
    }

    /// <summary>The two decays alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decays(T s, out T membrane, out T synaptic)
    {
        membrane = LaneMath.Exp(s * T.Of(_membraneRate));
        synaptic = Equal ? membrane : LaneMath.Exp(s * T.Of(_synapticRate));
    }

    /// <summary>1/decays: with t = T − s the decays over s are those over T times the growths over t, so that many pairs (T, t) need few
    /// exponentials (<see cref="Spans"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Growths(T t, out T membrane, out T synaptic)
    {
        membrane = LaneMath.Exp(t * T.Of(-_membraneRate));
        synaptic = Equal ? membrane : LaneMath.Exp(t * T.Of(-_synapticRate));
    }

    /// <summary>k(s) from the decays over s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Response(T s, T membrane, T synaptic) => Equal ? s * T.Of(_rise) * membrane : T.Of(_ratio) * (membrane - synaptic);

    /// <summary>Whether <see cref="Growths"/> up to this time, µs or steps, and their inverses are normal numbers.</summary>
    public bool Spans(double time) => Math.Max(-_membraneRate, -_synapticRate) * time <= LargestExponent;

    /// <summary>e^{−s/τ_s}, or its like on the grid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T SynapticDecay(T s) => LaneMath.Exp(s * T.Of(_synapticRate));

    /// <summary>The same of one number.</summary>
    public double SynapticDecay(double s) => LaneMath.Exp(s * _synapticRate);

    /// <summary>dk/ds, 1/µs, from membrane decay and response: e^{−s/τ_m}/τ_m − k/τ_s, whatever the time constants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ResponseSlope(T membrane, T response) => membrane * T.Of(1 / TauM) - response * T.Of(1 / TauS);

    /// <summary>Value at the top of lanes that rise now (x &lt; i) and will fall; anything in other lanes.</summary>
    /// <remarks>There x' = 0, so x = I: equal time constants I0 e^{x0/I0 − 1}, else I0 (−B τ_m / (A τ_s))^{−τ_m/(τ_m − τ_s)}.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Top(T x, T i)
    {
        if (Equal)
        {
            return i * LaneMath.Exp(x / i - T.Of(1));
        }
        T minusB = i * T.Of(_ratio);
        return i * LaneMath.Exp(T.Of(_peakPower) * LaneMath.Log(minusB * T.Of(TauM / TauS) / (x + minusB)));
    }

    /// <summary>When lanes that rise now and will fall reach their top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T TimeOfTop(T x, T i)
    {
        if (Equal)
        {
            return T.Of(TauM) * (T.Of(1) - x / i);
        }
        T minusB = i * T.Of(_ratio);
        return LaneMath.Log(minusB * T.Of(TauM / TauS) / (x + minusB)) * T.Of(1 / (1 / TauS - 1 / TauM));
    }

    /// <summary>Lanes that reach the threshold on a stretch, from the state at both ends (both below threshold at its start).</summary>
    /// <remarks>
    /// x rises while I &gt; x and can cross only while I &gt; θ (eventprop 3). So it crosses if it ends at or above θ, or if it rises at the start,
    /// falls at the end and has its top at or above θ. While x rises it is concave, so it stays below its first tangent: a cheap test that
    /// spares most tops.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Crosses(T x, T i, T xEnd, T iEnd, T length, T among)
    {
        T threshold = T.Of(Threshold);
        T strong = T.And(among, T.Less(threshold, i));
        T ends = T.And(strong, T.LessOrEqual(threshold, xEnd));
        T tangent = T.Fma(i - x, length * T.Of(1 / TauM), x);
        T topped = T.AndNot(T.And(T.And(strong, T.LessOrEqual(threshold, tangent)), T.Less(iEnd, xEnd)), ends);
        if (T.Bits(topped) != 0)
        {
            ends = T.Or(ends, T.And(topped, T.LessOrEqual(threshold, Top(x, i))));
        }
        return ends;
    }
}
