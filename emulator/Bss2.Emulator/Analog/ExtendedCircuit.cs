namespace Bss2.Emulator.Analog;

/// <summary>A circuit's physics beyond <see cref="CircuitConstants"/>: volts, seconds, amperes, siemens.</summary>
internal struct ExtendedCircuit
{
    public CircuitConstants Plain;

    /// <summary>Voltage over which the leak is linear, V: twice as wide with source degeneration.</summary>
    public double LeakLinear;

    /// <summary>Conductance of the reset path, S.</summary>
    public double ResetConductance;

    /// <summary>
    /// Conductance-based input: change of the OTAs' transconductance, S/V, and saturation current, A/V, per volt of distance from the
    /// reference potential.
    /// </summary>
    public double CobaGmExcitatory, CobaGmInhibitory, CobaSaturationExcitatory, CobaSaturationInhibitory;

    /// <summary>Reference potentials of the conductance-based input, V.</summary>
    public double ReferenceExcitatory, ReferenceInhibitory;

    /// <summary>Adaptation: whether it acts, its time constant, a (S), growth of w during a pulse (A/s), potential that a refers to.</summary>
    public bool Adapts;

    public double AdaptationTau, AdaptationA, AdaptationB, AdaptationLeak;

    /// <summary>Share of its distance from a (V − E) that the adaptation current goes in a cycle.</summary>
    public double AdaptationShare;

    /// <summary>Voltage of the adaptation capacitor at w = 0, V.</summary>
    public double AdaptationRest;

    /// <summary>Exponential term: current at the exponential's potential, A (0: off), and that potential, V.</summary>
    public double ExponentialCurrent, ExponentialVolts;

    /// <summary>Conductance to the soma line, S; 0 without.</summary>
    public double InterCompartment;

    /// <summary>Whether an event on a line makes the neuron fire.</summary>
    public bool BypassExcitatory, BypassInhibitory;
}
