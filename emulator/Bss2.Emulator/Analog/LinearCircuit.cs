using D = Bss2.Emulator.Analog.AnalogDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>A circuit of the linear core at a cycle of a step.</summary>
/// <param name="Cycle">Cycles since the step's start.</param>
/// <param name="V">Membrane, V.</param>
/// <param name="E">Drop of the excitatory line, V.</param>
/// <param name="I">Drop of the inhibitory line, V.</param>
internal readonly record struct LinearPoint(int Cycle, double V, double E, double I);

/// <summary>One circuit of the linear core: constants of its plain recursion, rounded as those of <see cref="ReferenceEngine"/>.</summary>
internal readonly struct LinearCircuit
{
    private readonly CircuitConstants _c;

    public LinearCircuit(in CircuitConstants constants)
    {
        _c = constants;
        DecayE = Math.Exp(-D.CycleSeconds / _c.TauExcitatory);
        DecayI = Math.Exp(-D.CycleSeconds / _c.TauInhibitory);
        Factor = (1 - Math.Exp(-D.CycleSeconds / _c.MembraneTau)) * _c.MembraneTau / _c.Capacitance;
    }

    /// <summary>Reset potential, V.</summary>
    public double Reset => _c.Reset;

    /// <summary>Decay of a line per cycle.</summary>
    public double DecayE { get; }

    public double DecayI { get; }

    /// <summary>Volts per ampere and cycle.</summary>
    public double Factor { get; }

    /// <summary>Share of its distance from rest that the membrane loses per cycle.</summary>
    public double LeakShare => Factor * _c.LeakCurrent / D.LeakLinearVolts;

    /// <summary>What a line's drop adds to the membrane in a cycle, V per V.</summary>
    public double PerDropE => Factor * _c.GmExcitatory * (1 - DecayE) * _c.TauExcitatory / D.CycleSeconds;

    public double PerDropI => Factor * _c.GmInhibitory * (1 - DecayI) * _c.TauInhibitory / D.CycleSeconds;

    /// <summary>Where the membrane goes without events, V.</summary>
    public double Rest => _c.Leak + Factor * (_c.GmExcitatory * _c.OffsetExcitatory - _c.GmInhibitory * _c.OffsetInhibitory) / LeakShare;
}
