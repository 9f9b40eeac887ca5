namespace Bss2.Runtime.Placement;

/// <summary>The host's data sheet of a neuron circuit: nominal maps from codes to physics; a die deviates from every one of them.</summary>
/// <remarks>
/// Analog-core 1.3, 1.6, 1.7, 2.2, 2.3 and circuit-prototype 4; what is an assumption there is one here. Names end in the unit.
/// </remarks>
public static class NominalCircuit
{
    /// <summary>Current of a CapMem cell per code.</summary>
    public const double AmpsPerCode = 0.98e-9;

    /// <summary>Potential of a CapMem cell per code.</summary>
    public const double VoltsPerCode = 1.8e-3;

    /// <summary>Potential of code 0 on the axis of leak and reset: code 700 is 0.42 V.</summary>
    public const double LeakAxisVolts = -0.84;

    /// <summary>Potential of code 0 on the axis of the threshold: code 300 there is code 700 of the leak.</summary>
    public const double ThresholdAxisVolts = -0.12;

    /// <summary>V_lin: the leak current is I · tanh((E_l − V) / V_lin).</summary>
    public const double LeakLinearVolts = 0.6;

    /// <summary>Threshold above leak at which model weight scales are stated.</summary>
    public const double ThresholdVolts = 0.315;

    /// <summary>One step of the membrane capacitor.</summary>
    public const double CapacitorLsbFarads = 36.5e-15;

    /// <summary>Membrane capacitance that never switches off, in steps.</summary>
    public const double IntrinsicCapacitorLsb = 3.5;

    /// <summary>Transconductance of a synaptic input per code.</summary>
    public const double GmSiemensPerCode = 24e-9;

    /// <summary>Saturation current of a synaptic input per code.</summary>
    public const double SaturationAmpsPerCode = 1.5e-9;

    /// <summary>Reference of a synaptic input per code of its shift cell.</summary>
    public const double ShiftVoltsPerCode = 0.25e-3;

    /// <summary>Capacitance of a synaptic line with the small-capacitance switch on.</summary>
    public const double LineCapacitanceFarads = 0.5e-12;

    /// <summary>Synaptic time constant times code, low resistance.</summary>
    public const double LineTauCodeUs = 3 * 500;

    /// <summary>The same with the high-resistance switch on.</summary>
    public const double LineTauCodeHighResistanceUs = 20 * 500;

    /// <summary>Length of a synapse driver's pulse.</summary>
    public const double PulseSeconds = 4e-9;

    /// <summary>Weight that would draw the whole DAC current.</summary>
    public const double WeightFullScale = 64;

    /// <summary>Chip clock, of which refractory clocks are 1 / 2^(scale + 1).</summary>
    public const double ClockHz = 250e6;

    /// <summary>Time constant of the reset path at code 1012 with ×8.</summary>
    public const double ResetTauUs = 0.5;

    /// <summary>LSB of a column converter (analog-core 1.6: 0.15 V is 20 LSB, 1.05 V is 220).</summary>
    public const double CadcVoltsPerLsb = 4.5e-3;

    /// <summary>Membrane capacitance at a capacitor code.</summary>
    public static double CapacitanceFarads(int capacitorCode) => CapacitorLsbFarads * (capacitorCode + IntrinsicCapacitorLsb);

    /// <summary>Line drop of one event per weight unit.</summary>
    public static double LineVoltsPerUnit(int dacCode) => PulseSeconds * dacCode * AmpsPerCode / WeightFullScale / LineCapacitanceFarads;
}
