using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Fits;

/// <summary>How a circuit of the data sheet answers an event: what a calibrated one should do, saturation of input and leak included.</summary>
internal static class NominalResponse
{
    private const double StepUs = 0.01;

    /// <summary>Membrane, V above rest, some time after an excitatory event; an inhibitory one, far above ground, gives the negative.</summary>
    /// <param name="units">Weight units of the event.</param>
    /// <param name="membraneTauUs">τ_m.</param>
    /// <param name="synapticTauUs">τ_s.</param>
    /// <param name="afterUs">When.</param>
    public static double Volts(double units, double membraneTauUs, double synapticTauUs, double afterUs)
    {
        const double linear = NominalCircuit.LeakLinearVolts, saturation = NominalCircuit.SaturationAmpsPerCode * OperatingPoint.GmCode;
        const double gm = NominalCircuit.GmSiemensPerCode * OperatingPoint.GmCode;
        double capacitance = NominalCircuit.CapacitanceFarads(OperatingPoint.MembraneCapacitor);
        double drop = NominalCircuit.LineVoltsPerUnit(OperatingPoint.DacCode) * units;
        double Slope(double t, double v) => -linear / membraneTauUs * Math.Tanh(v / linear)
            + saturation / capacitance * 1e-6 * Math.Tanh(gm * drop * Math.Exp(-t / synapticTauUs) / saturation);
        int steps = (int)Math.Ceiling(afterUs / StepUs);
        double h = afterUs / steps, volts = 0;
        for (int k = 0; k < steps; k++)
        {
            double t = k * h, middle = volts + h / 2 * Slope(t, volts);
            volts += h * Slope(t + h / 2, middle);
        }
        return volts;
    }

    /// <summary>When a membrane of the data sheet is highest after a small event, µs.</summary>
    public static double PeakUs(double membraneTauUs, double synapticTauUs)
    {
        double ratio = membraneTauUs / synapticTauUs;
        return Math.Abs(ratio - 1) < 1e-6 ? membraneTauUs : membraneTauUs * Math.Log(ratio) / (ratio - 1);
    }
}
