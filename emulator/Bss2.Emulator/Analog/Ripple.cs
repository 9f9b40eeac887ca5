namespace Bss2.Emulator.Analog;

/// <summary>Refresh ripple of CapMem potentials: a sawtooth of 0.5 mV with a period of 1 ms, held for 64 noise steps at a time.</summary>
internal static class Ripple
{
    /// <summary>Cycles for which the value is held: 2.56 µs, in which the sawtooth moves by about 1 µV.</summary>
    public const int HoldCycles = MembraneNoise.BlockCycles;

    private const double PeriodCycles = AnalogDefaults.RipplePeriodSeconds / AnalogDefaults.CycleSeconds;

    public static double Volts(long sinceSynchronisation, double phase)
    {
        double position = sinceSynchronisation / HoldCycles * HoldCycles / PeriodCycles + phase;
        return AnalogDefaults.RippleVolts * (position - Math.Floor(position) - 0.5);
    }
}
