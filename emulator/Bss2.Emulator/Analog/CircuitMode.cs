using D = Bss2.Emulator.Analog.AnalogDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>Constants of a lane of the circuit core that depend on whether the analog reset pulls; per cycle of 4 ns.</summary>
internal readonly struct CircuitMode
{
    /// <summary>Below this a free membrane is at rest: no denormals.</summary>
    public const float VanishedVolts = 1e-12f;

    // A membrane counts as arrived at its reset potential within 1 µV, and then has forgotten where it came from.
    private const float ArrivedVolts = 1e-6f;

    // Weight of what happens in reset for the choice of the step: only where the membrane is at the release matters.
    private const double ResetActivity = 1 / 600.0;

    public CircuitMode(in CircuitConstants c, bool inReset)
    {
        double perCycle = D.CycleSeconds / c.Capacitance, share = inReset && c.Pause ? 0 : perCycle, pull = inReset ? c.Reset : c.Leak;
        Base = (float)pull;
        Rate = (float)(D.CycleSeconds / (inReset ? c.ResetTau : c.MembraneTau));
        Bend = inReset ? 0 : (float)(c.LeakCurrent * perCycle);
        Compliance = (float)((pull - D.ComplianceStart) / D.ComplianceSpan);
        (LimitE, LimitI) = ((float)(c.SaturationExcitatory * share), (float)(c.SaturationInhibitory * share));
        Quiet = inReset ? ArrivedVolts : VanishedVolts;
        double weight = inReset ? ResetActivity : 1;
        ActivityV = inReset ? 0 : (float)(c.MembraneTau / D.CycleSeconds);
        ActivityE = (float)(weight * c.GmExcitatory * c.MembraneTau / c.Capacitance);
        ActivityI = (float)(weight * c.GmInhibitory * c.MembraneTau / c.Capacitance);
    }

    public float Base { get; }

    public float Rate { get; }

    public float Bend { get; }

    public float Compliance { get; }

    public float LimitE { get; }

    public float LimitI { get; }

    public float Quiet { get; }

    public float ActivityV { get; }

    public float ActivityE { get; }

    public float ActivityI { get; }
}
