using Bss2.Network;

namespace Bss2.Training;

/// <summary>Closed forms of one LIF neuron with exponential current synapse between events.</summary>
/// <remarks>
/// V(s) = E_l + (V0 − E_l) e^{−s/τ_m} + I0 k(s), I(s) = I0 e^{−s/τ_s};
/// k(s) = τ_s/(τ_m − τ_s) (e^{−s/τ_m} − e^{−s/τ_s}), or (s/τ) e^{−s/τ} for equal time constants (eventprop 1, 3).
/// </remarks>
public readonly struct LifKernel
{
    // Below this relative difference the two-exponential form loses more digits than the equal form's error.
    internal const double EqualTolerance = 1e-9;
    private const int NewtonSteps = 50;

    private readonly double _tauM, _tauS, _threshold, _leak, _ratio;
    private readonly bool _equal;

    /// <summary>Prepares the constants of a layer.</summary>
    public LifKernel(LifParameters parameters)
    {
        (_tauM, _tauS) = (parameters.MembraneTimeConstantUs, parameters.SynapticTimeConstantUs);
        (_threshold, _leak) = (parameters.Threshold, parameters.Leak);
        _equal = Math.Abs(_tauM - _tauS) <= EqualTolerance * _tauM;
        _ratio = _equal ? 0 : _tauS / (_tauM - _tauS);
    }

    /// <summary>e^{−s/τ_m}.</summary>
    public double MembraneDecay(double s) => Math.Exp(-s / _tauM);

    /// <summary>e^{−s/τ_s}.</summary>
    public double SynapticDecay(double s) => Math.Exp(-s / _tauS);

    /// <summary>k(s) from the two decays.</summary>
    public double Response(double s, double membraneDecay, double synapticDecay) =>
        _equal ? s / _tauM * membraneDecay : _ratio * (membraneDecay - synapticDecay);

    /// <summary>k(s), the response to a unit current jump.</summary>
    public double Response(double s) => Response(s, MembraneDecay(s), SynapticDecay(s));

    /// <summary>dk/ds from the two decays.</summary>
    public double ResponseSlope(double s, double membraneDecay, double synapticDecay) => _equal
        ? (1 - s / _tauM) / _tauM * membraneDecay
        : _ratio * (synapticDecay / _tauS - membraneDecay / _tauM);

    /// <summary>Moves (V, I) forward by s without events.</summary>
    public void Advance(double s, ref double v, ref double i)
    {
        double m = MembraneDecay(s), d = SynapticDecay(s);
        v = _leak + (v - _leak) * m + i * Response(s, m, d);
        i *= d;
    }

    /// <summary>When V stops rising, µs from now, or +∞ if it never rises or never stops.</summary>
    public double TimeOfMaximum(double v, double i)
    {
        double x = v - _leak;
        if (i <= x || i <= 0)
        {
            return double.PositiveInfinity;
        }
        if (_equal)
        {
            // V' = (−x + i (1 − s/τ)) e^{−s/τ}/τ
            return _tauM * (1 - x / i);
        }
        // A e^{−s/τm}/τm + B e^{−s/τs}/τs = 0 with B = −i·ratio, A = x − B
        double b = -i * _ratio, a = x - b;
        double argument = -b * _tauM / (a * _tauS);
        return argument > 0 ? Math.Log(argument) / (1 / _tauS - 1 / _tauM) : double.PositiveInfinity;
    }

    /// <summary>Time to the first upward crossing of the threshold, µs from now, or +∞ if there is none within the horizon.</summary>
    /// <param name="v">Membrane now, below threshold.</param>
    /// <param name="i">Current now.</param>
    /// <param name="horizonUs">How far to look.</param>
    public double TimeToThreshold(double v, double i, double horizonUs)
    {
        if (_leak < _threshold)
        {
            // V rises while I > V − E_l and can only reach θ while I > θ − E_l (eventprop 3, last item).
            if (i <= _threshold - _leak)
            {
                return double.PositiveInfinity;
            }
            double top = TimeOfMaximum(v, i);
            if (top > horizonUs)
            {
                top = horizonUs;
            }
            return ValueAt(top, v, i) < _threshold ? double.PositiveInfinity : Newton(v, i, top);
        }
        return LeakOverThreshold(v, i, horizonUs);
    }

    private double ValueAt(double s, double v, double i)
    {
        double m = MembraneDecay(s), d = SynapticDecay(s);
        return _leak + (v - _leak) * m + i * Response(s, m, d);
    }

    // V is rising and concave on [0, top], so Newton from the left converges monotonically.
    private double Newton(double v, double i, double top)
    {
        double s = 0;
        for (int step = 0; step < NewtonSteps; step++)
        {
            double m = MembraneDecay(s), d = SynapticDecay(s);
            double value = _leak + (v - _leak) * m + i * Response(s, m, d);
            double slope = (_leak - value + i * d) / _tauM;
            if (!(slope > 0))
            {
                break;
            }
            double next = s + (_threshold - value) / slope;
            if (next - s <= 1e-13 * Math.Max(next, 1e-3))
            {
                return Math.Min(Math.Max(next, s), top);
            }
            s = Math.Min(next, top);
        }
        return s;
    }

    // With E_l above θ the path may dip first; the crossing is bracketed by the last extremum and found by bisection.
    private double LeakOverThreshold(double v, double i, double horizonUs)
    {
        double low = 0, high = horizonUs;
        double top = TimeOfMaximum(v, i);
        if (top < horizonUs && ValueAt(top, v, i) >= _threshold)
        {
            high = top;
        }
        if (ValueAt(high, v, i) < _threshold)
        {
            return double.PositiveInfinity;
        }
        for (int step = 0; step < 100 && high - low > 1e-13 * high; step++)
        {
            double middle = 0.5 * (low + high);
            if (ValueAt(middle, v, i) >= _threshold)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }
        return high;
    }
}
