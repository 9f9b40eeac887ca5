using D = Bss2.Emulator.Analog.AnalogDefaults;
using X = Bss2.Emulator.Analog.ExtendedDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>
/// Extended circuits, one cycle of 4 ns at a time: connected membranes, conductance-based input, adaptation, exponential term, offset
/// current. Membranes take a midpoint step (second order); lines enter with their mean over the cycle, as in the plain model.
/// </summary>
/// <remarks>
/// Equations: analog-core 1.2. In a compartment C, leaks and currents of all members add up; each member's own reset pulls while its
/// backend holds it. On the linear core a member in reset pins the membrane to its reset potential.
/// </remarks>
internal sealed class ExtendedCore(double[] membrane, double[] excitatory, double[] inhibitory, bool linear)
{
    private const double Dt = D.CycleSeconds;

    private readonly double[] _adaptation = new double[AnalogConfiguration.Neurons];
    private readonly long[] _pulseEnd = new long[AnalogConfiguration.Neurons];
    private ExtendedCircuit[] _circuits = [];
    private Compartment[] _compartments = [];
    private Coupling[] _couplings = [];
    private Coupling[][] _junctions = [];
    private double[] _meanE = [], _meanI = [], _v = [], _middle = [], _slope = [];
    private bool[] _inReset = [];

    /// <summary>Circuits in ascending order of their neurons.</summary>
    public ReadOnlySpan<ExtendedCircuit> Circuits => _circuits;

    /// <summary>Takes new constants; membranes that are newly tied share their charge.</summary>
    public void Set(ExtendedCircuit[] circuits, CircuitTopology topology)
    {
        _circuits = circuits;
        int[] numbers = [.. circuits.Select(c => topology.CompartmentOf(c.Plain.Neuron)).Distinct()];
        _compartments = [.. numbers.Select(number => NewCompartment(number, topology))];
        var direct = new List<Coupling>();
        var over = new SortedDictionary<int, List<Coupling>>();
        foreach (ExtendedCircuit c in circuits.Where(c => c.InterCompartment > 0))
        {
            int a = Array.IndexOf(numbers, topology.CompartmentOf(c.Plain.Neuron)), soma = topology.SomaOf(c.Plain.Neuron);
            int b = Array.IndexOf(numbers, soma);
            if (b >= 0)
            {
                direct.Add(new(a, b, c.InterCompartment));
            }
            else
            {
                over.TryAdd(soma, []);
                over[soma].Add(new(a, a, c.InterCompartment));
            }
        }
        _couplings = [.. direct.Where(coupling => coupling.A != coupling.B)];
        _junctions = [.. over.Values.Where(ends => ends.Count > 1).Select(ends => ends.ToArray())];
        (_meanE, _meanI, _inReset) = (new double[circuits.Length], new double[circuits.Length], new bool[circuits.Length]);
        (_v, _middle, _slope) = (new double[numbers.Length], new double[numbers.Length], new double[numbers.Length]);
    }

    /// <summary>Adaptation current, A.</summary>
    public double Adaptation(int neuron) => _adaptation[neuron];

    /// <summary>Goes on with what a circuit carried elsewhere.</summary>
    public void Restore(int neuron, double adaptation) => _adaptation[neuron] = adaptation;

    /// <summary>An adaptation pulse begins.</summary>
    public void Pulse(int neuron, long end) => _pulseEnd[neuron] = end;

    /// <summary>Integrates a cycle.</summary>
    /// <param name="cycle">Which.</param>
    /// <param name="inReset">Whether a neuron's analog reset pulls in it.</param>
    public void Integrate(long cycle, Func<int, long, bool> inReset)
    {
        for (int k = 0; k < _circuits.Length; k++)
        {
            ref readonly CircuitConstants c = ref _circuits[k].Plain;
            _meanE[k] = excitatory[c.Neuron] * (1 - c.DecayExcitatory) * c.TauExcitatory / Dt;
            _meanI[k] = inhibitory[c.Neuron] * (1 - c.DecayInhibitory) * c.TauInhibitory / Dt;
            _inReset[k] = inReset(c.Neuron, cycle);
        }
        for (int p = 0; p < _compartments.Length; p++)
        {
            _v[p] = membrane[_circuits[_compartments[p].Members[0]].Plain.Neuron];
        }
        Slopes(_v);
        for (int p = 0; p < _v.Length; p++)
        {
            _middle[p] = _v[p] + 0.5 * Dt * _slope[p];
        }
        Slopes(_middle);
        for (int p = 0; p < _v.Length; p++)
        {
            double v = Pinned(_compartments[p]) ?? _v[p] + Dt * _slope[p];
            foreach (int k in _compartments[p].Members)
            {
                Finish(_circuits[k], v, _middle[p], cycle);
            }
        }
    }

    private Compartment NewCompartment(int number, CircuitTopology topology)
    {
        int[] members = [.. Enumerable.Range(0, _circuits.Length).Where(k => topology.CompartmentOf(_circuits[k].Plain.Neuron) == number)];
        double capacitance = members.Sum(k => _circuits[k].Plain.Capacitance);
        double charge = members.Sum(k => _circuits[k].Plain.Capacitance * membrane[_circuits[k].Plain.Neuron]);
        if (members.Length > 1)
        {
            foreach (int k in members)
            {
                membrane[_circuits[k].Plain.Neuron] = charge / capacitance;
            }
        }
        return new(members, capacitance);
    }

    private void Slopes(double[] v)
    {
        for (int p = 0; p < v.Length; p++)
        {
            double current = 0;
            foreach (int k in _compartments[p].Members)
            {
                current += Current(_circuits[k], k, v[p]);
            }
            _slope[p] = current;
        }
        foreach (Coupling coupling in _couplings)
        {
            double current = coupling.Conductance * (v[coupling.B] - v[coupling.A]);
            (_slope[coupling.A], _slope[coupling.B]) = (_slope[coupling.A] + current, _slope[coupling.B] - current);
        }
        foreach (Coupling[] ends in _junctions)
        {
            double weighted = 0, total = 0;
            foreach (Coupling end in ends)
            {
                (weighted, total) = (weighted + end.Conductance * v[end.A], total + end.Conductance);
            }
            foreach (Coupling end in ends)
            {
                _slope[end.A] += end.Conductance * (weighted / total - v[end.A]);
            }
        }
        for (int p = 0; p < v.Length; p++)
        {
            _slope[p] = Pinned(_compartments[p]) is null ? _slope[p] / _compartments[p].Capacitance : 0;
        }
    }

    private double? Pinned(Compartment compartment)
    {
        if (linear)
        {
            foreach (int k in compartment.Members)
            {
                if (_inReset[k])
                {
                    return _circuits[k].Plain.Reset;
                }
            }
        }
        return null;
    }

    private double Current(in ExtendedCircuit x, int k, double v)
    {
        ref readonly CircuitConstants c = ref x.Plain;
        double current = c.OffsetCurrent - (x.Adapts ? _adaptation[c.Neuron] : 0);
        if (_inReset[k])
        {
            current += x.ResetConductance * (c.Reset - v);
            if (c.Pause)
            {
                return current;
            }
        }
        else
        {
            double leak = (c.Leak - v) / x.LeakLinear;
            current += c.LeakCurrent * (linear ? leak : Math.Tanh(leak));
        }
        // The OTAs' bias grows with the distance from the reference on the side of the line's reversal potential.
        double above = v - x.ReferenceExcitatory, below = v - x.ReferenceInhibitory;
        current += Input(_meanE[k] + c.OffsetExcitatory, c.GmExcitatory - x.CobaGmExcitatory * above,
            c.SaturationExcitatory - x.CobaSaturationExcitatory * above);
        current -= Input(_meanI[k] + c.OffsetInhibitory, c.GmInhibitory + x.CobaGmInhibitory * below,
            c.SaturationInhibitory + x.CobaSaturationInhibitory * below)
            * (linear ? 1 : Math.Clamp((v - D.ComplianceStart) / D.ComplianceSpan, 0, 1));
        if (x.ExponentialCurrent > 0)
        {
            current += Math.Min(X.ExponentialLimit, x.ExponentialCurrent * Math.Exp((v - x.ExponentialVolts) / X.ExponentialSlopeVolts));
        }
        return current;
    }

    // Beyond its reversal potential an input is off: an OTA has no negative bias.
    private double Input(double drop, double gm, double saturation) => gm <= 0 || saturation <= 0 ? 0
        : linear ? gm * drop : saturation * Math.Tanh(gm * drop / saturation);

    private void Finish(in ExtendedCircuit x, double v, double middle, long cycle)
    {
        ref readonly CircuitConstants c = ref x.Plain;
        int n = c.Neuron;
        membrane[n] = v;
        excitatory[n] *= c.DecayExcitatory;
        inhibitory[n] *= c.DecayInhibitory;
        if (x.Adapts)
        {
            double w = _adaptation[n] + x.AdaptationShare * (x.AdaptationA * (middle - x.AdaptationLeak) - _adaptation[n]);
            w += cycle < _pulseEnd[n] ? x.AdaptationB * Dt : 0;
            _adaptation[n] = Math.Clamp(w, -X.AdaptationLimit, X.AdaptationLimit);
        }
    }
}
