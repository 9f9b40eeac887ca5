using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Fits;

/// <summary>Time constant of a recorded approach to rest.</summary>
/// <remarks>
/// A membrane relaxes with a saturating leak: sinh((V − E) / V_lin) falls as e^{−t/τ} (as in <see cref="RiseModel"/>); a synaptic line without.
/// </remarks>
internal static class DecayFit
{
    private const int Parameters = 3;
    private const double VoltScale = 0.01, LargestFactor = 20;

    /// <summary>τ, µs, or null if the trace shows no decay.</summary>
    /// <param name="timesUs">Times.</param>
    /// <param name="volts">Voltages.</param>
    /// <param name="guessUs">Expected τ.</param>
    /// <param name="saturates">Whether the leak saturates.</param>
    /// <param name="leastVolts">A smaller excursion is none.</param>
    public static double? TauUs(double[] timesUs, double[] volts, double guessUs, bool saturates, double leastVolts)
    {
        if (timesUs.Length <= Parameters)
        {
            return null;
        }
        double start = timesUs[0], rest = volts[^(volts.Length / 8 + 1)..].Average();
        double[] p = [rest / VoltScale, (volts[0] - rest) / VoltScale, Math.Log(guessUs)];
        bool Residuals(double[] q, double[] r)
        {
            double tau = Math.Exp(q[2]), excursion = q[1] * VoltScale;
            double sinh = Math.Sinh(excursion / NominalCircuit.LeakLinearVolts);
            for (int k = 0; k < r.Length; k++)
            {
                double left = Math.Exp((start - timesUs[k]) / tau);
                double v = saturates ? NominalCircuit.LeakLinearVolts * Math.Asinh(sinh * left) : excursion * left;
                r[k] = (q[0] * VoltScale + v - volts[k]) / VoltScale;
            }
            return double.IsFinite(tau) && Array.TrueForAll(r, double.IsFinite);
        }
        bool fits = LeastSquares.TryFit(p, Residuals, timesUs.Length, out _);
        double found = Math.Exp(p[2]) / guessUs;
        return fits && Math.Abs(p[1]) * VoltScale > leastVolts && found is > 1 / LargestFactor and < LargestFactor ? found * guessUs : null;
    }
}
