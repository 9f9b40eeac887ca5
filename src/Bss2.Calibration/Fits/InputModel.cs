using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Fits;

/// <summary>A synaptic input as its effect on a rising membrane shows it.</summary>
/// <param name="GainVoltsPerUs">Small-signal slope that one stimulus gives the membrane at once: gm · drop / C, volts on the code axis.</param>
/// <param name="TauUs">τ_s, µs.</param>
internal readonly record struct InputModel(double GainVoltsPerUs, double TauUs)
{
    private const double StepUs = 0.1;

    /// <summary>Model weight of one weight unit: gain · τ_m / (θ − E_l).</summary>
    /// <param name="units">Weight units of the stimulus.</param>
    /// <param name="membraneTauUs">τ_m.</param>
    /// <param name="thresholdVolts">θ − E_l, on the same axis as the gain.</param>
    public double GainPerUnit(int units, double membraneTauUs, double thresholdVolts) =>
        GainVoltsPerUs / units * membraneTauUs / thresholdVolts;

    /// <summary>Time from release to threshold with one event, µs, or null if the threshold is not reached.</summary>
    /// <param name="rise">The membrane, without the event.</param>
    /// <param name="thresholdCode">Threshold.</param>
    /// <param name="voltsPerCode">Slope of the code axis.</param>
    /// <param name="eventUs">When the event came, after the release; before it only what is left of it acts.</param>
    /// <param name="sign">+1 excites, −1 inhibits.</param>
    /// <param name="dropVolts">Line drop of the event by the data sheet: decides how far the input saturates.</param>
    /// <param name="limitUs">Longest time.</param>
    public double? FirstSpikeUs(in RiseModel rise, double thresholdCode, double voltsPerCode, double eventUs, int sign, double dropVolts,
        double limitUs)
    {
        const double linear = NominalCircuit.LeakLinearVolts;
        double v = -(rise.LeakCode - rise.ResetCode) * voltsPerCode, end = -(rise.LeakCode - thresholdCode) * voltsPerCode;
        double leak = linear / rise.TauUs, t = 0, saturation = NominalCircuit.GmSiemensPerCode / NominalCircuit.SaturationAmpsPerCode;
        double amplitude = sign * GainVoltsPerUs / (saturation * dropVolts), tau = TauUs;
        double Slope(double at, double volts) => -leak * Math.Tanh(volts / linear)
            + (at < eventUs ? 0 : amplitude * Math.Tanh(saturation * dropVolts * Math.Exp((eventUs - at) / tau)));
        while (t < limitUs)
        {
            // A step ends where the event comes.
            double h = t < eventUs ? Math.Min(StepUs, eventUs - t) : StepUs;
            bool last = t < eventUs && t + h >= eventUs;
            double k1 = Slope(t, v), k2 = Slope(t + h / 2, v + h / 2 * k1), k3 = Slope(t + h / 2, v + h / 2 * k2);
            double k4 = Slope(last ? t + h * (1 - 1e-12) : t + h, v + h * k3);
            double next = v + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
            if (next >= end)
            {
                return t + h * (end - v) / (next - v);
            }
            (t, v) = (last ? eventUs : t + h, next);
        }
        return null;
    }
}
