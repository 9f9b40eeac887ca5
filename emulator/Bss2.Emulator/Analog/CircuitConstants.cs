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

    /// <summary>Small-signal membrane time constant, s.</summary>
    public readonly double MembraneTau => Capacitance * AnalogDefaults.LeakLinearVolts / LeakCurrent;
}
