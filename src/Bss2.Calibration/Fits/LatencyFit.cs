namespace Bss2.Calibration.Fits;

/// <summary>Fits synaptic inputs to first-spike times of a rising membrane.</summary>
/// <param name="rise">The membrane without events.</param>
/// <param name="threshold">Threshold code.</param>
/// <param name="voltsPerCode">Slope of the code axis.</param>
/// <param name="dropVolts">Line drop of an event by the data sheet.</param>
/// <param name="limitUs">Longest first-spike time.</param>
/// <param name="guess">Where to start.</param>
internal sealed class LatencyFit(RiseModel rise, int threshold, double voltsPerCode, double dropVolts, double limitUs, InputModel guess)
{
    private const int InputParameters = 2;

    // Six standard deviations of a spread of 25 % (analog-core 8.3) and calibration steps on top.
    private const double LargestFactor = 20;

    // A delay of this size counts as a large step for the solver, µs.
    private const double DelayScaleUs = 0.1;

    /// <summary>One input from its own events; null if there are too few or no input explains them.</summary>
    public InputModel? One(IReadOnlyList<LatencyPoint> points)
    {
        double[] p = [Math.Log(guess.GainVoltsPerUs), Math.Log(guess.TauUs)];
        bool Residuals(double[] q, double[] r)
        {
            for (int k = 0; k < r.Length; k++)
            {
                if (Residual(points[k], q[0], q[1], 0) is not { } residual)
                {
                    return false;
                }
                r[k] = residual;
            }
            return true;
        }
        return points.Count >= InputParameters && LeastSquares.TryFit(p, Residuals, points.Count, out _) ? Plausible(p[0], p[1]) : null;
    }

    /// <summary>Both inputs and a common delay of events; without enough events, each input for itself.</summary>
    public InputReading Both(IReadOnlyList<LatencyPoint> excitatory, IReadOnlyList<LatencyPoint> inhibitory)
    {
        InputModel? first = One(excitatory), second = One(inhibitory);
        LatencyPoint[] points = [.. excitatory, .. inhibitory];
        if (first is not { } e || second is not { } i || excitatory.Count <= InputParameters || inhibitory.Count <= InputParameters)
        {
            return new(first, second, null);
        }
        double[] p = [Math.Log(e.GainVoltsPerUs), Math.Log(e.TauUs), Math.Log(i.GainVoltsPerUs), Math.Log(i.TauUs), 0];
        bool Residuals(double[] q, double[] r)
        {
            for (int k = 0; k < r.Length; k++)
            {
                int at = points[k].Sign > 0 ? 0 : InputParameters;
                if (Residual(points[k], q[at], q[at + 1], q[^1] * DelayScaleUs) is not { } residual)
                {
                    return false;
                }
                r[k] = residual;
            }
            return true;
        }
        bool fits = LeastSquares.TryFit(p, Residuals, points.Length, out _);
        return fits && Plausible(p[0], p[1]) is { } a && Plausible(p[2], p[3]) is { } b && double.IsFinite(p[^1])
            ? new(a, b, p[^1] * DelayScaleUs) : new(first, second, null);
    }

    // An input without effect leaves gain and time constant open; the solver then walks off.
    private InputModel? Plausible(double logGain, double logTau)
    {
        var model = new InputModel(Math.Exp(logGain), Math.Exp(logTau));
        double gain = model.GainVoltsPerUs / guess.GainVoltsPerUs, tau = model.TauUs / guess.TauUs;
        return gain is > 1 / LargestFactor and < LargestFactor && tau is > 1 / LargestFactor and < LargestFactor ? model : null;
    }

    private double? Residual(in LatencyPoint point, double logGain, double logTau, double delayUs) =>
        point.SpikeUs - new InputModel(Math.Exp(logGain), Math.Exp(logTau)).FirstSpikeUs(rise, threshold, voltsPerCode,
            point.EventUs + delayUs, point.Sign, dropVolts, limitUs);
}
