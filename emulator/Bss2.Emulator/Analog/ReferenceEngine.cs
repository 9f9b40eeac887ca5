using System.Runtime.InteropServices;
using D = Bss2.Emulator.Analog.AnalogDefaults;
using X = Bss2.Emulator.Analog.ExtendedDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>
/// The definition of correct: one plain step of 4 ns per cycle, double precision, in the order of analog-core 8.5. Slow on purpose.
/// </summary>
internal sealed class ReferenceEngine : IAnalogEngine
{
    private const double Dt = D.CycleSeconds;
    private const int RefreshCycles = 25_000;

    private readonly AnalogConfiguration _configuration;
    private readonly CircuitDerivation _derivation;
    private readonly PadiEventTable _events;
    private readonly TemporalNoise _noise;
    private readonly CircuitKinds _kinds;
    private readonly bool _linear;
    private readonly double[] _membrane = new double[AnalogConfiguration.Neurons];
    private readonly double[] _excitatory = new double[AnalogConfiguration.Neurons], _inhibitory = new double[AnalogConfiguration.Neurons];
    private readonly long[] _release = new long[AnalogConfiguration.Neurons], _counts = new long[AnalogConfiguration.Neurons];
    private readonly double[] _comparator = new double[AnalogConfiguration.Neurons], _drift = new double[AnalogConfiguration.Neurons];
    private readonly Func<int, long, bool> _inReset;
    private readonly double _noiseBound;
    private readonly ExtendedDerivation _extendedDerivation;
    private readonly ExtendedCore _extended;
    private CircuitConstants[] _circuits = [];
    private int[] _lanes = [];
    private int _version = -1;
    private long _derivedAt, _syncCycle, _syncTime, _now;

    public ReferenceEngine(EmulatorOptions options, AnalogConfiguration configuration, CircuitKinds kinds)
    {
        _kinds = kinds;
        _configuration = configuration;
        _derivation = new(configuration, Die.Of(options.Die));
        _events = new(configuration, _derivation);
        _extendedDerivation = new(configuration, _derivation, Die.Of(options.Die));
        _noise = new(options);
        _linear = options.Core == CoreModel.Linear;
        _noiseBound = options.Noise ? MembraneNoise.Bound : 0;
        _inReset = (neuron, cycle) => cycle < _release[neuron];
        _extended = new(_membrane, _excitatory, _inhibitory, _linear);
        DrawEpoch();
    }

    public bool RunsAhead => false;

    public void Dispose()
    {
    }

    public long SystemTimeOffset => _syncTime - _syncCycle;

    public void SynchroniseSystemTime(long cycle, long systemTime)
    {
        (_syncCycle, _syncTime) = (cycle, systemTime);
        _noise.Synchronise(systemTime);
        DrawEpoch();
    }

    public double MembraneVolts(int neuron) => _membrane[neuron];

    public double MembraneNoiseVolts(int neuron) =>
        _derivation.IsTaken(neuron, _kinds) ? _noise.Membrane(neuron, _now - _syncCycle) : 0;

    public double AdaptationAmperes(int neuron) => _extended.Adaptation(neuron);

    public double LineDropVolts(int neuron, bool excitatory) => excitatory ? _excitatory[neuron] : _inhibitory[neuron];

    public void MoveRefractoryEnds(int side)
    {
        foreach (int neuron in _lanes)
        {
            if (RefractoryTiming.SideOf(neuron) == side)
            {
                (_release[neuron], _counts[neuron]) = _configuration.Refractory.Moved(neuron, _release[neuron], _counts[neuron]);
            }
        }
    }

    public long Advance(in Stretch stretch, List<Firing> fired)
    {
        int pulse = 0, reset = 0, before = fired.Count;
        long end = stretch.End;
        for (long cycle = stretch.Start; cycle < end; cycle++)
        {
            Derive(cycle);
            int first = fired.Count;
            while (pulse < stretch.Pulses.Length && stretch.Pulses[pulse].Cycle <= cycle)
            {
                Apply(stretch.Pulses[pulse++], cycle, fired);
            }
            for (; reset < stretch.Resets.Length && stretch.Resets[reset].Cycle <= cycle; reset++)
            {
                BackendReset r = stretch.Resets[reset];
                BeginReset(r.Neuron, cycle, r.ReleaseCycle, r.CountsCycle);
            }
            Integrate(cycle, first, fired);
            if (fired.Count > before && stretch.FeedbackCycles < end - fired[before].Cycle)
            {
                end = fired[before].Cycle + stretch.FeedbackCycles;
            }
        }
        _now = end;
        return end;
    }

    /// <summary>What a circuit carries now.</summary>
    public CircuitState State(int neuron) => new()
    {
        Membrane = _membrane[neuron],
        DropExcitatory = _excitatory[neuron],
        DropInhibitory = _inhibitory[neuron],
        ReleaseCycle = _release[neuron],
        CountsCycle = _counts[neuron],
        ComparatorNoise = _comparator[neuron],
        Adaptation = _extended.Adaptation(neuron),
    };

    /// <summary>Goes on from what a circuit carried in another engine; after <see cref="Derive"/>.</summary>
    public void Restore(int neuron, in CircuitState state)
    {
        (_membrane[neuron], _excitatory[neuron], _inhibitory[neuron]) = (state.Membrane, state.DropExcitatory, state.DropInhibitory);
        (_release[neuron], _counts[neuron], _comparator[neuron]) = (state.ReleaseCycle, state.CountsCycle, state.ComparatorNoise);
        _extended.Restore(neuron, state.Adaptation);
    }

    /// <summary>Brings constants and lanes up to date with the configuration.</summary>
    public void Derive(long cycle)
    {
        bool settling = cycle - _configuration.LastCapMemWrite < (long)(AnalogConfiguration.SettlingCycles * AnalogConfiguration.SettledAfter)
            + RefreshCycles;
        if (_version == _configuration.CircuitVersion && !(settling && cycle - _derivedAt >= RefreshCycles))
        {
            return;
        }
        bool rebuilt = _version != _configuration.CircuitVersion;
        (_version, _derivedAt) = (_configuration.CircuitVersion, cycle);
        int[] lanes = [.. Enumerable.Range(0, AnalogConfiguration.Neurons).Where(n => _derivation.IsTaken(n, _kinds))];
        _events.SetLanes(lanes);
        if (rebuilt)
        {
            foreach (int neuron in lanes.Except(_lanes))
            {
                _membrane[neuron] = _derivation.Circuit(neuron, cycle).Leak;
            }
        }
        _lanes = lanes;
        _circuits = [.. lanes.Where(_derivation.IsPlain).Select(neuron => _derivation.Circuit(neuron, cycle).ForCycles())];
        _extended.Set([.. lanes.Where(n => !_derivation.IsPlain(n)).Select(n => _extendedDerivation.Circuit(n, cycle))], _derivation.Topology);
    }

    private void Apply(in PadiPulse pulse, long now, List<Firing> fired)
    {
        if (_events.Find(pulse, pulse.Cycle) is not { } charge)
        {
            return;
        }
        uint key = _noise.ChargeKey(pulse.Cycle - _syncCycle, 4 * pulse.Hemisphere + pulse.Bus);
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            float noiseE = _noise.Enabled ? TemporalNoise.Charge(key, 2u * (uint)_lanes[lane]) : 0;
            float noiseI = _noise.Enabled ? TemporalNoise.Charge(key, 2u * (uint)_lanes[lane] + 1) : 0;
            _excitatory[_lanes[lane]] += charge.Excitatory[lane] + charge.ExcitatoryNoise[lane] * noiseE;
            _inhibitory[_lanes[lane]] += charge.Inhibitory[lane] + charge.InhibitoryNoise[lane] * noiseI;
        }
        foreach (ref readonly ExtendedCircuit circuit in _extended.Circuits)
        {
            int lane = Array.BinarySearch(_lanes, circuit.Plain.Neuron);
            Bypass(circuit, charge.Excitatory[lane], charge.Inhibitory[lane], now, fired);
        }
    }

    // A new epoch forgets draws that came from resets before it; until its next reset a neuron has the draw of the epoch's start.
    private void DrawEpoch()
    {
        for (int neuron = 0; neuron < AnalogConfiguration.Neurons; neuron++)
        {
            (_comparator[neuron], _drift[neuron]) = (_noise.Comparator(neuron, 0), _noise.Drift(neuron));
        }
    }

    private void BeginReset(int neuron, long cycle)
    {
        (long release, long counts) = _configuration.Refractory.After(neuron, cycle);
        BeginReset(neuron, cycle, release, counts);
    }

    private void BeginReset(int neuron, long cycle, long release, long counts)
    {
        (_release[neuron], _counts[neuron]) = (release, counts);
        _comparator[neuron] = _noise.Comparator(neuron, cycle - _syncCycle);
        (_excitatory[neuron], _inhibitory[neuron]) = (CircuitState.Remains(_excitatory[neuron]), CircuitState.Remains(_inhibitory[neuron]));
        if (_configuration.AdaptationPulses[neuron] is > 0 and int length)
        {
            _extended.Pulse(neuron, cycle + length);
        }
    }

    // In bypass mode an event on the line fires the neuron at once, whatever the comparator says (analog-core 1.3).
    private void Bypass(in ExtendedCircuit circuit, double dropE, double dropI, long now, List<Firing> fired)
    {
        int neuron = circuit.Plain.Neuron;
        bool switches = (circuit.BypassExcitatory && dropE >= X.BypassVolts) || (circuit.BypassInhibitory && dropI >= X.BypassVolts);
        if (switches && _configuration.Circuits[neuron].EnableFire && now >= _counts[neuron])
        {
            fired.Add(new(now + 1, neuron));
            BeginReset(neuron, now + 1);
        }
    }

    // Firings of one cycle in the order of their neurons, and what they do to slaves.
    private void Follow(Span<Firing> fired)
    {
        fired.Sort(static (a, b) => a.Neuron.CompareTo(b.Neuron));
        foreach (Firing firing in fired)
        {
            foreach (int slave in _configuration.SlavesOf(firing.Neuron))
            {
                BeginReset(slave, firing.Cycle);
            }
        }
    }

    private void Integrate(long cycle, int first, List<Firing> fired)
    {
        foreach (CircuitConstants circuit in _circuits)
        {
            Integrate(circuit, cycle, fired);
        }
        if (_extended.Circuits.Length > 0)
        {
            _extended.Integrate(cycle, _inReset);
            foreach (ref readonly ExtendedCircuit circuit in _extended.Circuits)
            {
                Compare(circuit.Plain, cycle, fired);
            }
            Follow(CollectionsMarshal.AsSpan(fired)[first..]);
        }
    }

    private void Integrate(in CircuitConstants c, long start, List<Firing> fired)
    {
        int n = c.Neuron;
        double v = _membrane[n];
        double decayE = c.DecayExcitatory, decayI = c.DecayInhibitory;
        // The mean of a decaying line over the cycle, and the exponential form of the leak below: without them the step's own error
        // (dt/2τ) would move first spikes by about a cycle.
        double meanE = _excitatory[n] * (1 - decayE) * c.TauExcitatory / Dt, meanI = _inhibitory[n] * (1 - decayI) * c.TauInhibitory / Dt;
        double current = Input(c, meanE, c.OffsetExcitatory, c.GmExcitatory, c.SaturationExcitatory)
            - Input(c, meanI, c.OffsetInhibitory, c.GmInhibitory, c.SaturationInhibitory) * Compliance(v);
        if (start < _release[n])
        {
            if (_linear)
            {
                v = c.Reset;
            }
            else
            {
                v += (c.Reset - v) * c.ResetShare + (c.Pause ? 0 : current * Dt / c.Capacitance);
            }
        }
        else
        {
            double leak = (c.Leak - v) / D.LeakLinearVolts;
            v += c.VoltsPerAmpere * (c.LeakCurrent * (_linear ? leak : Math.Tanh(leak)) + current);
        }
        _membrane[n] = v;
        _excitatory[n] *= decayE;
        _inhibitory[n] *= decayI;
        Compare(c, start, fired);
    }

    private void Compare(in CircuitConstants c, long start, List<Firing> fired)
    {
        int n = c.Neuron;
        if (!c.CanFire || start < _counts[n])
        {
            return;
        }
        // Noise is looked at only where it can matter; rounding is monotonic, so no outcome changes.
        double threshold = Threshold(c, start);
        if (_membrane[n] + _noiseBound > threshold && _membrane[n] + _noise.Membrane(n, start + 1 - _syncCycle) > threshold)
        {
            fired.Add(new(start + 1, n));
            BeginReset(n, start + 1);
        }
    }

    private double Input(in CircuitConstants c, double drop, double offset, double gm, double saturation) =>
        _linear || gm == 0 ? gm * (drop + offset) : saturation * Math.Tanh(gm * (drop + offset) / saturation);

    private double Compliance(double v) => _linear ? 1 : Math.Clamp((v - D.ComplianceStart) / D.ComplianceSpan, 0, 1);

    private double Threshold(in CircuitConstants c, long cycle) => c.Threshold + _comparator[c.Neuron]
        + (_noise.Enabled ? _drift[c.Neuron] + Ripple.Volts(cycle - _syncCycle, _derivation.RipplePhase(c.Neuron)) : 0);
}
