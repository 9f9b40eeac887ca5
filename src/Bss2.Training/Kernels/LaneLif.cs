using System.Runtime.CompilerServices;
using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary><see cref="LifKernel"/> in lanes: closed forms of LIF neurons of one layer, voltages counted from the leak.</summary>
/// <remarks>x(s) = x0 e^{−s/τ_m} + I0 k(s), I(s) = I0 e^{−s/τ_s}; formulas at <see cref="LifKernel"/>.</remarks>
internal readonly struct LaneLif<T>
    where T : unmanaged, ILanes<T>
{
    private readonly double _peakPower;

    public LaneLif(LifParameters parameters)
    {
        (TauM, TauS) = (parameters.MembraneTimeConstantUs, parameters.SynapticTimeConstantUs);
        Threshold = parameters.Threshold - parameters.Leak;
        Reset = parameters.Reset - parameters.Leak;
        RefractoryUs = parameters.RefractoryUs;
        Equal = Math.Abs(TauM - TauS) <= LifKernel.EqualTolerance * TauM;
        Ratio = Equal ? 0 : TauS / (TauM - TauS);
        _peakPower = Equal ? 0 : -TauM / (TauM - TauS);
    }

    public double TauM { get; }

    public double TauS { get; }

    /// <summary>θ − E_l.</summary>
    public double Threshold { get; }

    /// <summary>V_r − E_l.</summary>
    public double Reset { get; }

    public double RefractoryUs { get; }

    /// <summary>Whether the time constants are equal, which has its own closed form.</summary>
    public bool Equal { get; }

    private double Ratio { get; }

    /// <summary>e^{−s/τ_m}, e^{−s/τ_s} and k(s).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decays(T s, out T membrane, out T synaptic, out T response)
    {
        membrane = LaneMath.Exp(s * T.Of(-1 / TauM));
        if (Equal)
        {
            synaptic = membrane;
            response = s * T.Of(1 / TauM) * membrane;
        }
        else
        {
            synaptic = LaneMath.Exp(s * T.Of(-1 / TauS));
            response = T.Of(Ratio) * (membrane - synaptic);
        }
    }

    /// <summary>e^{−s/τ_s}.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T SynapticDecay(T s) => LaneMath.Exp(s * T.Of(-1 / TauS));

    /// <summary>dk/ds from the decays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ResponseSlope(T s, T membrane, T synaptic) => Equal
        ? (T.Of(1) - s * T.Of(1 / TauM)) * T.Of(1 / TauM) * membrane
        : T.Of(Ratio) * (synaptic * T.Of(1 / TauS) - membrane * T.Of(1 / TauM));

    /// <summary>Value at the top of lanes that rise now (x &lt; i) and will fall; anything in other lanes.</summary>
    /// <remarks>There x' = 0, so x = I: equal time constants I0 e^{x0/I0 − 1}, else I0 (−B τ_m / (A τ_s))^{−τ_m/(τ_m − τ_s)}.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Top(T x, T i)
    {
        if (Equal)
        {
            return i * LaneMath.Exp(x / i - T.Of(1));
        }
        T minusB = i * T.Of(Ratio);
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
        T minusB = i * T.Of(Ratio);
        return LaneMath.Log(minusB * T.Of(TauM / TauS) / (x + minusB)) * T.Of(1 / (1 / TauS - 1 / TauM));
    }

    /// <summary>Lanes that reach the threshold on a stretch, from the state at both ends (both below threshold at its start).</summary>
    /// <remarks>
    /// x rises while I &gt; x and can cross only while I &gt; θ (eventprop 3). So it crosses if it ends at or above θ, or if it rises at the start,
    /// falls at the end and has its top at or above θ.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Crosses(T x, T i, T xEnd, T iEnd, T among)
    {
        T threshold = T.Of(Threshold);
        T strong = T.And(among, T.Less(threshold, i));
        T ends = T.And(strong, T.LessOrEqual(threshold, xEnd));
        T topped = T.AndNot(T.And(T.And(strong, T.Less(xEnd, threshold)), T.Less(iEnd, xEnd)), ends);
        if (T.Bits(topped) != 0)
        {
            ends = T.Or(ends, T.And(topped, T.LessOrEqual(threshold, Top(x, i))));
        }
        return ends;
    }
}
