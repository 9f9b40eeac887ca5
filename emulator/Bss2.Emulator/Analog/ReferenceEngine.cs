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
    private const int CyclesPerNoiseStep = 10, RefreshCycles = 25_000;

    private readonly AnalogConfiguration _configuration;
    private readonly CircuitDerivation _derivation;
    private readonly PadiEventTable _events;
    private readonly TemporalNoise _noise;
    private readonly CircuitKinds _kinds;
    private readonly bool _linear;
    private readonly double[] _membrane = new double[AnalogConfiguration.Neurons];
    private readonly double[] _excitatory = new double[AnalogConfiguration.Neurons], _inhibitory = new double[AnalogConfiguration.Neurons];
    private readonly bool[] _inReset = new bool[AnalogConfiguration.Neurons], _blind = new bool[AnalogConfiguration.Neurons];
    private readonly double[] _comparator = new double[AnalogConfiguration.Neurons];
    private readonly float[] _ou = new float[AnalogConfiguration.Neurons], _ouNext = new float[AnalogConfiguration.Neurons];
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
        _extended = new(_membrane, _excitatory, _inhibitory, _linear);
        DrawComparators();
    }

    public int StepCycles => 1;

    public long SystemTimeOffset => _syncTime - _syncCycle;

    public void SynchroniseSystemTime(long cycle, long systemTime)
    {
        (_syncCycle, _syncTime) = (cycle, systemTime);
        _noise.Synchronise(systemTime);
        DrawComparators();
        foreach (int neuron in _lanes)
        {
            StartNoise(neuron, 0);
        }
    }

    public double MembraneVolts(int neuron) => _membrane[neuron];

    public double MembraneNoiseVolts(int neuron)
    {
        long phase = (_now - _syncCycle) % CyclesPerNoiseStep;
        return _noise.Enabled && _derivation.IsTaken(neuron, _kinds)
            ? _ou[neuron] + (_ouNext[neuron] - _ou[neuron]) * (phase / (double)CyclesPerNoiseStep) : 0;
    }

    public double AdaptationAmperes(int neuron) => _extended.Adaptation(neuron);

    public double LineDropVolts(int neuron, bool excitatory) => excitatory ? _excitatory[neuron] : _inhibitory[neuron];

    public void Step(long start, ReadOnlySpan<PadiPulse> pulses, ReadOnlySpan<BackendEdge> edges, List<Firing> fired)
    {
        Derive(start);
        int first = fired.Count;
        foreach (PadiPulse pulse in pulses)
        {
            Apply(pulse, start, fired);
        }
        foreach (BackendEdge edge in edges)
        {
            Apply(edge, start);
        }
        foreach (CircuitConstants circuit in _circuits)
        {
            Integrate(circuit, start, fired);
        }
        if (_extended.Circuits.Length > 0)
        {
            _extended.Integrate(start, InReset);
            foreach (ref readonly ExtendedCircuit circuit in _extended.Circuits)
            {
                Compare(circuit.Plain, start, fired);
            }
            Follow(CollectionsMarshal.AsSpan(fired)[first..]);
        }
        _now = start + 1;
    }

    /// <summary>What a circuit carries now.</summary>
    public CircuitState State(int neuron) => new()
    {
        Membrane = _membrane[neuron],
        DropExcitatory = _excitatory[neuron],
        DropInhibitory = _inhibitory[neuron],
        InReset = _inReset[neuron],
        Blind = _blind[neuron],
        ComparatorNoise = _comparator[neuron],
        Adaptation = _extended.Adaptation(neuron),
    };

    /// <summary>Goes on from what a circuit carried in another engine; after <see cref="Derive"/>.</summary>
    public void Restore(int neuron, in CircuitState state)
    {
        (_membrane[neuron], _excitatory[neuron], _inhibitory[neuron]) = (state.Membrane, state.DropExcitatory, state.DropInhibitory);
        (_inReset[neuron], _blind[neuron], _comparator[neuron]) = (state.InReset, state.Blind, state.ComparatorNoise);
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
        _events.Forget();
        int[] lanes = [.. Enumerable.Range(0, AnalogConfiguration.Neurons).Where(n => _derivation.IsTaken(n, _kinds))];
        if (rebuilt)
        {
            foreach (int neuron in lanes.Except(_lanes))
            {
                _membrane[neuron] = _derivation.Circuit(neuron, cycle).Leak;
                StartNoise(neuron, NoiseStep(cycle));
            }
        }
        _lanes = lanes;
        _circuits = [.. lanes.Where(_derivation.IsPlain).Select(neuron => _derivation.Circuit(neuron, cycle).ForCycles())];
        _extended.Set([.. lanes.Where(n => !_derivation.IsPlain(n)).Select(n => _extendedDerivation.Circuit(n, cycle))], _derivation.Topology);
    }

    private long NoiseStep(long cycle) => (cycle - _syncCycle) / CyclesPerNoiseStep;

    private void StartNoise(int neuron, long step)
    {
        if (_noise.Enabled)
        {
            uint key = _noise.MembraneKey(neuron);
            long block = step - step % TemporalNoise.BlockSteps;
            _ou[neuron] = _noise.AtBlockStart(key, block);
            for (long k = block; k < step; k++)
            {
                _ou[neuron] = Next(key, _ou[neuron], k);
            }
            _ouNext[neuron] = NextOrBlock(key, _ou[neuron], step);
        }
    }

    private float Next(uint key, float x, long step) =>
        MathF.FusedMultiplyAdd((float)_noise.Decay, x, (float)_noise.Drive * TemporalNoise.Innovation(key, step));

    private float NextOrBlock(uint key, float x, long step) =>
        (step + 1) % TemporalNoise.BlockSteps == 0 ? _noise.AtBlockStart(key, step + 1) : Next(key, x, step);

    private void Apply(in PadiPulse pulse, long now, List<Firing> fired)
    {
        if (_events.Find(pulse, _lanes, _lanes.Length, pulse.Cycle) is not { } charge)
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

    private void Apply(in BackendEdge edge, long now)
    {
        switch (edge.Kind)
        {
            case BackendEdgeKind.ResetBegin:
                BeginReset(edge.Neuron, now);
                break;
            case BackendEdgeKind.ResetEnd:
                _inReset[edge.Neuron] = false;
                break;
            default:
                _blind[edge.Neuron] = false;
                break;
        }
    }

    // A new epoch forgets draws that came from resets before it; until its next reset a neuron has the draw of the epoch's start.
    private void DrawComparators()
    {
        for (int neuron = 0; neuron < AnalogConfiguration.Neurons; neuron++)
        {
            _comparator[neuron] = _noise.Comparator(neuron, 0);
        }
    }

    private void BeginReset(int neuron, long cycle)
    {
        (_inReset[neuron], _blind[neuron]) = (true, true);
        _comparator[neuron] = _noise.Comparator(neuron, cycle - _syncCycle);
        if (_configuration.AdaptationPulses[neuron] is > 0 and int length)
        {
            _extended.Pulse(neuron, cycle + length);
        }
    }

    private bool InReset(int neuron, long cycle) => _inReset[neuron];

    // In bypass mode an event on the line fires the neuron at once, whatever the comparator says (analog-core 1.3).
    private void Bypass(in ExtendedCircuit circuit, double dropE, double dropI, long now, List<Firing> fired)
    {
        int neuron = circuit.Plain.Neuron;
        bool switches = (circuit.BypassExcitatory && dropE >= X.BypassVolts) || (circuit.BypassInhibitory && dropI >= X.BypassVolts);
        if (switches && _configuration.Circuits[neuron].EnableFire && !_blind[neuron])
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
        if (_inReset[n])
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
        double noise = MembraneNoise(n, start + 1);
        if (c.CanFire && !_blind[n] && _membrane[n] + noise > Threshold(c, start))
        {
            fired.Add(new(start + 1, n));
            BeginReset(n, start + 1);
        }
    }

    private double Input(in CircuitConstants c, double drop, double offset, double gm, double saturation) =>
        _linear || gm == 0 ? gm * (drop + offset) : saturation * Math.Tanh(gm * (drop + offset) / saturation);

    private double Compliance(double v) => _linear ? 1 : Math.Clamp((v - D.ComplianceStart) / D.ComplianceSpan, 0, 1);

    private double MembraneNoise(int neuron, long cycle)
    {
        if (!_noise.Enabled)
        {
            return 0;
        }
        long phase = (cycle - _syncCycle) % CyclesPerNoiseStep;
        double value = phase == 0 ? _ouNext[neuron] : _ou[neuron] + (_ouNext[neuron] - _ou[neuron]) * (phase / (double)CyclesPerNoiseStep);
        if (phase == 0)
        {
            _ou[neuron] = _ouNext[neuron];
            _ouNext[neuron] = NextOrBlock(_noise.MembraneKey(neuron), _ou[neuron], NoiseStep(cycle));
        }
        return value;
    }

    private double Threshold(in CircuitConstants c, long cycle) => c.Threshold + _comparator[c.Neuron]
        + (_noise.Enabled ? _noise.Drift(c.Neuron) + Ripple.Volts(cycle - _syncCycle, _derivation.RipplePhase(c.Neuron)) : 0);
}
