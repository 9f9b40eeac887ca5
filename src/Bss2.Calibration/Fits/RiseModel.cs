using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Fits;

/// <summary>
/// A circuit that fires by itself: potentials on the axis of its own threshold codes, and the membrane time constant. Leak, reset and
/// threshold are compared on one axis, so that no slope of another cell enters the time constant.
/// </summary>
/// <remarks>
/// Leak current I tanh((E − V) / V_lin): sinh((E − V) / V_lin) falls as e^{−t/τ}, hence the time from reset to threshold is
/// τ ln[sinh((E − V_r) / V_lin) / sinh((E − θ) / V_lin)]; analog-core 6.5 is its limit for small excursions. V_lin is the data sheet's.
/// </remarks>
/// <param name="LeakCode">E_l, in threshold codes.</param>
/// <param name="ResetCode">V_r, in threshold codes.</param>
/// <param name="TauUs">τ_m, small-signal, µs.</param>
internal readonly record struct RiseModel(double LeakCode, double ResetCode, double TauUs)
{
    /// <summary>A rise shorter than this says that the membrane started above threshold, µs: the counter needs a tick more than the reset.</summary>
    public const double ShortestRiseUs = 0.2;

    // A membrane that misses its times by more than this is none of these (noise gives about one code).
    private const double LargestResidualCodes = 4;

    private const int WeightPasses = 2;

    // Parameters are scaled for the solver: codes per unit.
    private const double CodeScale = 10;

    /// <summary>Rise time to a threshold code, µs, or null if the membrane never gets there or starts above it.</summary>
    public double? RiseUs(double thresholdCode, double voltsPerCode)
    {
        double scale = voltsPerCode / NominalCircuit.LeakLinearVolts;
        double start = (LeakCode - ResetCode) * scale, end = (LeakCode - thresholdCode) * scale;
        return end > 0 && start > end ? TauUs * Math.Log(Math.Sinh(start) / Math.Sinh(end)) : null;
    }

    /// <summary>dT/dθ at a threshold code, µs per code: how threshold noise shows in rise times.</summary>
    public double Steepness(double thresholdCode, double voltsPerCode)
    {
        double scale = voltsPerCode / NominalCircuit.LeakLinearVolts;
        return TauUs * scale / Math.Tanh((LeakCode - thresholdCode) * scale);
    }

    /// <summary>Overdrive E_l − θ, in codes, that makes a circuit of this excursion rise in a given time.</summary>
    /// <param name="excursionCodes">E_l − V_r.</param>
    /// <param name="timeConstants">Rise time in τ_m.</param>
    /// <param name="voltsPerCode">Slope of the axis.</param>
    public static double OverdriveFor(double excursionCodes, double timeConstants, double voltsPerCode)
    {
        double scale = voltsPerCode / NominalCircuit.LeakLinearVolts;
        return Math.Asinh(Math.Sinh(excursionCodes * scale) * Math.Exp(-timeConstants)) / scale;
    }

    /// <summary>Fits rise times measured at several threshold codes.</summary>
    /// <param name="guess">Start.</param>
    /// <param name="thresholdCodes">Threshold codes.</param>
    /// <param name="risesUs">Median rise times; same length.</param>
    /// <param name="voltsPerCode">Slope of the axis; enters only through the curvature of the leak.</param>
    /// <param name="fitTau">False keeps the guess's time constant.</param>
    /// <returns>Null if the times do not belong to a membrane that rises to a threshold.</returns>
    public static RiseModel? Fit(RiseModel guess, ReadOnlySpan<double> thresholdCodes, ReadOnlySpan<double> risesUs, double voltsPerCode,
        bool fitTau)
    {
        if (risesUs.Length < (fitTau ? 3 : 2))
        {
            return null;
        }
        double[] codes = thresholdCodes.ToArray(), rises = risesUs.ToArray();
        foreach (double rise in rises)
        {
            if (rise < ShortestRiseUs)
            {
                return null;
            }
        }
        // The start must reach every threshold.
        guess = guess with
        {
            LeakCode = Math.Max(guess.LeakCode, codes.Max() + 5), ResetCode = Math.Min(guess.ResetCode, codes.Min() - 5),
        };
        RiseModel? model = guess;
        // Slow noise moves the threshold, so residuals count in codes of it. How many codes a time is worth follows from the last fit: a
        // weight that moved with the parameters would vanish where the leak meets the threshold, and the fit would end there.
        for (int pass = 0; pass < WeightPasses && model is { } last; pass++)
        {
            double[] weights = [.. codes.Select(code => 1 / last.Steepness(code, voltsPerCode))];
            model = Solve(last, codes, rises, weights, voltsPerCode, fitTau);
        }
        return model;
    }

    private static RiseModel? Solve(RiseModel guess, double[] codes, double[] rises, double[] weights, double voltsPerCode, bool fitTau)
    {
        double[] p = fitTau ? [guess.LeakCode / CodeScale, guess.ResetCode / CodeScale, Math.Log(guess.TauUs)]
            : [guess.LeakCode / CodeScale, guess.ResetCode / CodeScale];
        RiseModel Model(double[] q) => new(q[0] * CodeScale, q[1] * CodeScale, fitTau ? Math.Exp(q[2]) : guess.TauUs);
        bool Residuals(double[] q, double[] r)
        {
            RiseModel model = Model(q);
            for (int k = 0; k < codes.Length; k++)
            {
                if (model.RiseUs(codes[k], voltsPerCode) is not { } rise)
                {
                    return false;
                }
                r[k] = weights[k] * (rises[k] - rise);
            }
            return true;
        }
        bool fits = LeastSquares.TryFit(p, Residuals, codes.Length, out double sum) && p.All(double.IsFinite)
            && sum <= codes.Length * LargestResidualCodes * LargestResidualCodes;
        return fits ? Model(p) : null;
    }
}
