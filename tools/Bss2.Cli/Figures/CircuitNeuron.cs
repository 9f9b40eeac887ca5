using Bss2.Calibration.Characterise;
using Bss2.Calibration.Routines;
using Bss2.Runtime.Placement;
using Bss2.Training;

namespace Bss2.Cli.Figures;

/// <summary>A neuron with one input spike at t = 0: when it fires and how that moves with the weight, in closed form.</summary>
/// <param name="MembraneTauUs">τ_m.</param>
/// <param name="SynapticTauUs">τ_s.</param>
/// <param name="Gain">Its weights over nominal ones.</param>
/// <param name="DelayUs">From the nominal arrival to its own.</param>
internal sealed record CircuitNeuron(double MembraneTauUs, double SynapticTauUs, double Gain, double DelayUs)
{
    private const double HorizonUs = 60, StepUs = 0.005;

    private readonly LifKernel _kernel = new(new() { MembraneTimeConstantUs = MembraneTauUs, SynapticTimeConstantUs = SynapticTauUs });

    /// <summary>A circuit as it was characterised; null if it did not show a quantity.</summary>
    /// <param name="found">The characterisation.</param>
    /// <param name="i">Its place there.</param>
    /// <param name="gainPerUnit">Nominal model weight of a weight unit.</param>
    public static CircuitNeuron? Of(Characterisation found, int i, double gainPerUnit)
    {
        Measured? Value(string name) => found.Quantities[name][i];
        return Value(Quantity.MembraneTau) is { } tauM && Value(Quantity.ExcitatoryTau) is { } tauS && Value(Quantity.ExcitatoryGain) is { } gain
            ? new(tauM.Value, tauS.Value, gain.Value / gainPerUnit, Value(Quantity.Delay)?.Value ?? 0) : null;
    }

    /// <summary>Spike time, µs; infinite below the smallest spiking weight.</summary>
    public double TimeUs(double weight) => DelayUs + _kernel.TimeToThreshold(0, Gain * weight, HorizonUs);

    /// <summary>dt/dw of a spike at a time, be it computed or observed: −τ_m k(t) / (I(t) − θ), what EventProp's adjoint gives for one spike.</summary>
    public double ByWeight(double weight, double timeUs)
    {
        double t = Math.Max(0, timeUs - DelayUs), current = Gain * weight * _kernel.SynapticDecay(t);
        return -MembraneTauUs * Gain * _kernel.Response(t) / (current - 1);
    }

    /// <summary>
    /// Weight units with which the circuit of the data sheet, whose input and leak saturate, fires when the linear neuron of weight w does;
    /// not finite if none do.
    /// </summary>
    /// <param name="weight">w, above the smallest spiking weight.</param>
    /// <param name="thresholdVolts">θ − E_l.</param>
    /// <param name="most">Units that there are.</param>
    public double Units(double weight, double thresholdVolts, double most)
    {
        double wanted = TimeUs(weight), low = 0, high = most;
        if (!(DataSheetTimeUs(most, thresholdVolts) <= wanted))
        {
            return double.PositiveInfinity;
        }
        for (int step = 0; step < 40; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = DataSheetTimeUs(middle, thresholdVolts) <= wanted ? (low, middle) : (middle, high);
        }
        return high;
    }

    private double DataSheetTimeUs(double units, double thresholdVolts)
    {
        const double linear = NominalCircuit.LeakLinearVolts, saturation = NominalCircuit.SaturationAmpsPerCode * OperatingPoint.GmCode,
            gm = NominalCircuit.GmSiemensPerCode * OperatingPoint.GmCode;
        double capacitance = NominalCircuit.CapacitanceFarads(OperatingPoint.MembraneCapacitor), drop = NominalCircuit.LineVoltsPerUnit(OperatingPoint.DacCode) * units;
        double Slope(double t, double v) => -linear / MembraneTauUs * Math.Tanh(v / linear)
            + saturation / capacitance * 1e-6 * Math.Tanh(gm * drop * Math.Exp(-t / SynapticTauUs) / saturation);
        double volts = 0;
        for (double t = 0; t < HorizonUs; t += StepUs)
        {
            double next = volts + StepUs * Slope(t + StepUs / 2, volts + StepUs / 2 * Slope(t, volts));
            if (next >= thresholdVolts)
            {
                return t + StepUs * (thresholdVolts - volts) / (next - volts);
            }
            volts = next;
        }
        return double.PositiveInfinity;
    }
}
