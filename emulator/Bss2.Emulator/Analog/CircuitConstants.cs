namespace Bss2.Emulator.Analog;

/// <summary>One neuron circuit's physics at its present codes: volts, seconds, amperes, farads.</summary>
internal struct CircuitConstants
{
    public int Neuron;
    public double Leak, Reset, Threshold, Capacitance, LeakCurrent, ResetTau;
    public double TauExcitatory, TauInhibitory, GmExcitatory, GmInhibitory, SaturationExcitatory, SaturationInhibitory;
    public double OffsetExcitatory, OffsetInhibitory;
    public bool CanFire, Pause;

    /// <summary>Constant current onto the membrane, A; 0 for plain circuits.</summary>
    public double OffsetCurrent;

    /// <summary>Decay of the lines over a cycle, share of the way to the reset potential in a cycle, volts per ampere of a cycle.</summary>
    public double DecayExcitatory, DecayInhibitory, ResetShare, VoltsPerAmpere;

    /// <summary>Small-signal membrane time constant, s.</summary>
    public readonly double MembraneTau => Capacitance * AnalogDefaults.LeakLinearVolts / LeakCurrent;

    /// <summary>Works out what the reference engine needs in every cycle.</summary>
    public CircuitConstants ForCycles()
    {
        const double dt = AnalogDefaults.CycleSeconds;
        (DecayExcitatory, DecayInhibitory) = (Math.Exp(-dt / TauExcitatory), Math.Exp(-dt / TauInhibitory));
        ResetShare = 1 - Math.Exp(-dt / ResetTau);
        VoltsPerAmpere = (1 - Math.Exp(-dt / MembraneTau)) * MembraneTau / Capacitance;
        return this;
    }
}
