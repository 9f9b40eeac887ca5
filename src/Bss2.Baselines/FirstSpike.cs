using Bss2.Network;

namespace Bss2.Baselines;

/// <summary>Time of a LIF neuron's first spike and its derivatives in closed form, for τ_m = τ_s and τ_m = 2 τ_s.</summary>
/// <param name="TimeUs">First spike; +∞ if there is none.</param>
/// <param name="ByWeight">dt/dw per input spike; 0 for inputs that came after the spike.</param>
/// <param name="ByTime">dt/dt_i per input spike.</param>
/// <remarks>Göltz et al. 2021, Nature Machine Intelligence 3, 823; in our units the current is divided by the leak conductance.</remarks>
public sealed record FirstSpike(double TimeUs, double[] ByWeight, double[] ByTime)
{
    /// <summary>Solves for the earliest prefix of the inputs whose spike comes before the next input.</summary>
    /// <param name="parameters">Leak and reset are taken as 0.</param>
    /// <param name="timesUs">Input spikes in time order.</param>
    /// <param name="weights">One per input spike.</param>
    /// <exception cref="ArgumentException">The time constants have another ratio, leak is not 0, or the inputs do not match.</exception>
    public static FirstSpike Solve(LifParameters parameters, ReadOnlySpan<double> timesUs, ReadOnlySpan<double> weights)
    {
        double tauM = parameters.MembraneTimeConstantUs, tauS = parameters.SynapticTimeConstantUs;
        bool equal = tauM == tauS;
        if ((!equal && tauM != 2 * tauS) || parameters.Leak != 0 || timesUs.Length != weights.Length)
        {
            throw new ArgumentException($"Closed forms exist for τ_m = τ_s and τ_m = 2 τ_s at leak 0; got {tauM} and {tauS} µs, leak "
                + $"{parameters.Leak}, {timesUs.Length} times and {weights.Length} weights.");
        }
        for (int n = 1; n <= timesUs.Length; n++)
        {
            double last = timesUs[n - 1], next = n < timesUs.Length ? timesUs[n] : double.PositiveInfinity;
            FirstSpike? spike = equal ? Equal(tauM, parameters.Threshold, timesUs, weights, n)
                : Double(tauS, parameters.Threshold, timesUs, weights, n);
            if (spike is not null && spike.TimeUs >= last && spike.TimeUs <= next)
            {
                return spike;
            }
        }
        return new(double.PositiveInfinity, new double[timesUs.Length], new double[timesUs.Length]);
    }

    // Exponentials are taken relative to the last causal input, so that they stay near 1.
    private static FirstSpike? Equal(double tau, double threshold, ReadOnlySpan<double> times, ReadOnlySpan<double> weights, int n)
    {
        double origin = times[n - 1], a = 0, b = 0;
        for (int i = 0; i < n; i++)
        {
            double u = (times[i] - origin) / tau, e = weights[i] * Math.Exp(u);
            a += e;
            b += e * u;
        }
        double z = -threshold / a * Math.Exp(b / a), w = a > 0 ? LambertW.Principal(z) : double.NaN;
        if (double.IsNaN(w))
        {
            return null;
        }
        double t = tau * (b / a - w);
        var spike = new FirstSpike(origin + t, new double[times.Length], new double[times.Length]);
        for (int i = 0; i < n; i++)
        {
            double since = origin + t - times[i], e = Math.Exp((times[i] - origin) / tau);
            spike.ByWeight[i] = -e * since / (a * (1 + w));
            spike.ByTime[i] = -weights[i] * e * (since - tau) / (tau * a * (1 + w));
        }
        return spike;
    }

    private static FirstSpike? Double(double tauS, double threshold, ReadOnlySpan<double> times, ReadOnlySpan<double> weights, int n)
    {
        double origin = times[n - 1], a1 = 0, a2 = 0;
        for (int i = 0; i < n; i++)
        {
            double half = Math.Exp((times[i] - origin) / (2 * tauS));
            a1 += weights[i] * half * half;
            a2 += weights[i] * half;
        }
        double x = Math.Sqrt(a2 * a2 - 4 * a1 * threshold), ratio = 2 * a1 / (a2 + x);
        if (!(ratio > 0))
        {
            return null;
        }
        // e^{t/2τ_s} = ratio: the earlier root of a1 y² − a2 y + θ = 0 with y = 1/ratio.
        var spike = new FirstSpike(origin + 2 * tauS * Math.Log(ratio), new double[times.Length], new double[times.Length]);
        for (int i = 0; i < n; i++)
        {
            double half = Math.Exp((times[i] - origin) / (2 * tauS)), grown = 1 + threshold / x * ratio;
            spike.ByWeight[i] = 2 * tauS / a1 * grown * half * half - 2 * tauS / x * half;
            spike.ByTime[i] = 2 * weights[i] / a1 * grown * half * half - weights[i] / x * half;
        }
        return spike;
    }
}
