using D = Bss2.Emulator.Analog.AnalogDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>Lanes over the circuits in use, 40 ns per step; events lie inside a step to the cycle, spikes are interpolated to it.</summary>
/// <remarks>
/// Circuit-prototype 3: with the mean of the lines over the step, exponential Euler for leak and current, and linear interpolation of the
/// crossing, first spikes move by a few ns against a 4 ns step. docs/emulator-fidelity.md has this engine's measured error.
/// </remarks>
internal sealed class VectorisedEngine : IAnalogEngine
{
    private const int StepLength = LaneState.Positions;

    // While CapMem cells settle, constants follow every 0.1 ms.
    private const int RefreshCycles = 25_000;

    private readonly AnalogConfiguration _configuration;
    private readonly CircuitDerivation _derivation;
    private readonly PadiEventTable _events;
    private readonly TemporalNoise _noise;
    private readonly CircuitKinds _kinds;
    private readonly bool _linear;
    // Kept apart from the lanes: a comparator that is switched off and on again must not stay blind.
    private readonly bool[] _blind = new bool[AnalogConfiguration.Neurons];
    private readonly int[] _laneOf = new int[AnalogConfiguration.Neurons];
    private LaneState _lanes = new([]);
    private CircuitConstants[] _circuits = [];
    private int _version = -1;
    private long _derivedAt, _syncCycle, _syncTime, _noiseStep = -1;
    private bool _pulsesDirty;

    public VectorisedEngine(EmulatorOptions options, AnalogConfiguration configuration, CircuitKinds kinds)
    {
        _kinds = kinds;
        _configuration = configuration;
        _derivation = new(configuration, Die.Of(options.Die));
        _events = new(configuration, _derivation);
        _noise = new(options);
        _linear = options.Core == CoreModel.Linear;
        Array.Fill(_laneOf, -1);
    }

    public int StepCycles => StepLength;

    public long SystemTimeOffset => _syncTime - _syncCycle;

    public void SynchroniseSystemTime(long cycle, long systemTime)
    {
        (_syncCycle, _syncTime) = (cycle, systemTime);
        _noise.Synchronise(systemTime);
        // A new epoch forgets draws that came from resets before it; until its next reset a neuron has the draw of the epoch's start.
        for (int lane = 0; lane < _lanes.Neurons.Length; lane++)
        {
            _lanes.ComparatorNoise[lane] = (float)_noise.Comparator(_lanes.Neurons[lane], 0);
        }
        StartNoise(cycle);
    }

    public double MembraneVolts(int neuron) => _laneOf[neuron] < 0 ? 0 : _lanes.V[_laneOf[neuron]];

    public double MembraneNoiseVolts(int neuron) => _laneOf[neuron] < 0 ? 0 : _lanes.Noise[_laneOf[neuron]];

    public double AdaptationAmperes(int neuron) => 0;

    public double LineDropVolts(int neuron, bool excitatory) =>
        _laneOf[neuron] < 0 ? 0 : excitatory ? _lanes.DropE[_laneOf[neuron]] : _lanes.DropI[_laneOf[neuron]];

    public void Step(long start, ReadOnlySpan<PadiPulse> pulses, ReadOnlySpan<BackendEdge> edges, List<Firing> fired)
    {
        if (_version != _configuration.CircuitVersion || start - _derivedAt >= RefreshCycles)
        {
            Derive(start);
        }
        if (_lanes.Count == 0)
        {
            return;
        }
        foreach (PadiPulse pulse in pulses)
        {
            Apply(pulse, start);
        }
        bool late = false;
        foreach (BackendEdge edge in edges)
        {
            late |= edge.Cycle > start;
            if (edge.Cycle <= start)
            {
                Apply(edge, start);
            }
        }
        MoveNoise(start);
        bool crossed = _linear ? StepKernel.Linear(_lanes, _pulsesDirty) : StepKernel.Circuit(_lanes, _pulsesDirty);
        if (_pulsesDirty)
        {
            Array.Clear(_lanes.EndE);
            Array.Clear(_lanes.EndI);
            Array.Clear(_lanes.AverageE);
            Array.Clear(_lanes.AverageI);
            _pulsesDirty = false;
        }
        if (late)
        {
            foreach (BackendEdge edge in edges)
            {
                if (edge.Cycle > start)
                {
                    ApplyInside(edge, start);
                }
            }
            crossed = true;
        }
        if (crossed)
        {
            Fire(start, late ? edges : [], fired);
        }
    }

    /// <summary>What a circuit carries now.</summary>
    public CircuitState State(int neuron)
    {
        int lane = _laneOf[neuron];
        return lane < 0 ? default : new()
        {
            Membrane = _lanes.V[lane],
            DropExcitatory = _lanes.DropE[lane],
            DropInhibitory = _lanes.DropI[lane],
            InReset = _lanes.InReset[lane] != 0,
            Blind = _blind[neuron],
            ComparatorNoise = _lanes.ComparatorNoise[lane],
        };
    }

    /// <summary>Goes on from what a circuit carried in another engine; after <see cref="Derive"/>.</summary>
    public void Restore(int neuron, in CircuitState state)
    {
        int lane = _laneOf[neuron];
        (_lanes.V[lane], _lanes.DropE[lane], _lanes.DropI[lane]) =
            ((float)state.Membrane, (float)state.DropExcitatory, (float)state.DropInhibitory);
        _lanes.InReset[lane] = state.InReset ? -1 : 0;
        _blind[neuron] = state.Blind;
        _lanes.CanFire[lane] = !state.Blind && _circuits[lane].CanFire ? -1 : 0;
        _lanes.ComparatorNoise[lane] = (float)state.ComparatorNoise;
        SetLevel(lane, _derivedAt);
    }

    /// <summary>Brings constants and lanes up to date with the configuration.</summary>
    public void Derive(long cycle)
    {
        bool settling = cycle - _configuration.LastCapMemWrite
            < (long)(AnalogConfiguration.SettlingCycles * AnalogConfiguration.SettledAfter) + RefreshCycles;
        bool rebuilt = _version != _configuration.CircuitVersion;
        _derivedAt = cycle;
        if (!rebuilt && !settling)
        {
            return;
        }
        _version = _configuration.CircuitVersion;
        _events.Forget();
        int[] neurons = [.. Enumerable.Range(0, AnalogConfiguration.Neurons).Where(n => _derivation.IsTaken(n, _kinds))];
        _circuits = [.. neurons.Select(neuron => _derivation.Circuit(neuron, cycle))];
        if (rebuilt && !neurons.AsSpan().SequenceEqual(_lanes.Neurons))
        {
            Rebuild(neurons, cycle);
        }
        for (int lane = 0; lane < neurons.Length; lane++)
        {
            _lanes.Set(lane, _circuits[lane], _linear);
            _lanes.CanFire[lane] = _circuits[lane].CanFire && !_blind[neurons[lane]] ? -1 : 0;
        }
        SetLevels(cycle);
    }

    private void Rebuild(int[] neurons, long cycle)
    {
        LaneState old = _lanes;
        _lanes = new(neurons);
        int[] oldLane = (int[])_laneOf.Clone();
        Array.Fill(_laneOf, -1);
        for (int lane = 0; lane < _lanes.Count; lane++)
        {
            // Padding never fires: its level is out of reach.
            _lanes.BaseLevel[lane] = float.MaxValue;
            if (lane >= neurons.Length)
            {
                continue;
            }
            int from = oldLane[neurons[lane]];
            _laneOf[neurons[lane]] = lane;
            if (from < 0)
            {
                _lanes.V[lane] = (float)_circuits[lane].Leak;
                _lanes.ComparatorNoise[lane] = (float)_noise.Comparator(neurons[lane], 0);
                continue;
            }
            (_lanes.V[lane], _lanes.DropE[lane], _lanes.DropI[lane]) = (old.V[from], old.DropE[from], old.DropI[from]);
            _lanes.InReset[lane] = old.InReset[from];
            _lanes.ComparatorNoise[lane] = old.ComparatorNoise[from];
        }
        StartNoise(cycle);
    }

    private void StartNoise(long cycle)
    {
        if (!_noise.Enabled)
        {
            return;
        }
        _noiseStep = (cycle - _syncCycle) / StepLength;
        long block = _noiseStep - _noiseStep % TemporalNoise.BlockSteps;
        for (int lane = 0; lane < _lanes.Neurons.Length; lane++)
        {
            uint key = _lanes.Key[lane] = _noise.MembraneKey(_lanes.Neurons[lane]);
            float x = _noise.AtBlockStart(key, block);
            for (long k = block; k < _noiseStep; k++)
            {
                x = MathF.FusedMultiplyAdd((float)_noise.Decay, x, (float)_noise.Drive * TemporalNoise.Innovation(key, k));
            }
            _lanes.Noise[lane] = x;
        }
        SetLevels(cycle);
    }

    // Noise at the end of the step that begins at start.
    private void MoveNoise(long start)
    {
        if (!_noise.Enabled)
        {
            return;
        }
        StepKernel.Noise(_lanes, (float)_noise.Decay, (float)_noise.Drive, _noiseStep++);
        if (_noiseStep % TemporalNoise.BlockSteps == 0)
        {
            for (int lane = 0; lane < _lanes.Neurons.Length; lane++)
            {
                _lanes.Noise[lane] = _noise.AtBlockStart(_lanes.Key[lane], _noiseStep);
            }
        }
        if ((start - _syncCycle) % Ripple.HoldCycles == 0)
        {
            SetLevels(start);
        }
    }

    private void SetLevels(long cycle)
    {
        for (int lane = 0; lane < _lanes.Neurons.Length; lane++)
        {
            SetLevel(lane, cycle);
        }
        for (int lane = _lanes.Neurons.Length; lane < _lanes.Count; lane++)
        {
            _lanes.Level[lane] = float.MaxValue;
        }
    }

    private void SetLevel(int lane, long cycle)
    {
        int neuron = _lanes.Neurons[lane];
        double noise = _noise.Enabled
            ? _lanes.ComparatorNoise[lane] + _noise.Drift(neuron) + Ripple.Volts(cycle - _syncCycle, _derivation.RipplePhase(neuron)) : 0;
        _lanes.Level[lane] = (float)(_lanes.BaseLevel[lane] + noise);
    }

    private void Apply(in PadiPulse pulse, long start)
    {
        if (_events.Find(pulse, _lanes.Neurons, _lanes.Count, pulse.Cycle) is not { } charge)
        {
            return;
        }
        _pulsesDirty = true;
        int left = StepLength - (int)Math.Clamp(pulse.Cycle - start, 0, StepLength);
        uint key = _noise.Enabled ? _noise.ChargeKey(pulse.Cycle - _syncCycle, 4 * pulse.Hemisphere + pulse.Bus) : 0;
        float[] decayE = _lanes.DecayE[left], decayI = _lanes.DecayI[left], meanE = _lanes.MeanE[left], meanI = _lanes.MeanI[left];
        for (int lane = 0; lane < _lanes.Neurons.Length; lane++)
        {
            float e = charge.Excitatory[lane], i = charge.Inhibitory[lane];
            if (_noise.Enabled)
            {
                uint place = 2u * (uint)_lanes.Neurons[lane];
                e += e != 0 ? charge.ExcitatoryNoise[lane] * TemporalNoise.Charge(key, place) : 0;
                i += i != 0 ? charge.InhibitoryNoise[lane] * TemporalNoise.Charge(key, place + 1) : 0;
            }
            _lanes.EndE[lane] += e * decayE[lane];
            _lanes.EndI[lane] += i * decayI[lane];
            _lanes.AverageE[lane] += e * meanE[lane];
            _lanes.AverageI[lane] += i * meanI[lane];
        }
    }

    private void Apply(in BackendEdge edge, long cycle)
    {
        int lane = _laneOf[edge.Neuron];
        if (lane < 0)
        {
            _blind[edge.Neuron] = edge.Kind == BackendEdgeKind.ResetBegin || edge.Kind == BackendEdgeKind.ResetEnd && _blind[edge.Neuron];
            return;
        }
        switch (edge.Kind)
        {
            case BackendEdgeKind.ResetBegin:
                BeginReset(lane, Math.Max(edge.Cycle, cycle));
                break;
            case BackendEdgeKind.ResetEnd:
                _lanes.InReset[lane] = 0;
                break;
            default:
                _blind[edge.Neuron] = false;
                _lanes.CanFire[lane] = _circuits[lane].CanFire ? -1 : 0;
                break;
        }
    }

    private void BeginReset(int lane, long cycle)
    {
        (_lanes.InReset[lane], _lanes.CanFire[lane], _blind[_lanes.Neurons[lane]]) = (-1, 0, true);
        _lanes.ComparatorNoise[lane] = (float)_noise.Comparator(_lanes.Neurons[lane], cycle - _syncCycle);
        SetLevel(lane, cycle - (cycle - _syncCycle) % Ripple.HoldCycles);
    }

    // The step was taken in the old mode; what follows the edge is taken again in the new one.
    private void ApplyInside(in BackendEdge edge, long start)
    {
        int lane = _laneOf[edge.Neuron];
        if (lane < 0)
        {
            Apply(edge, start);
            return;
        }
        float done = (edge.Cycle - start) / (float)StepLength;
        float middle = _lanes.VBefore[lane] + (_lanes.V[lane] - _lanes.VBefore[lane]) * done;
        bool wasReset = _lanes.InReset[lane] != 0;
        Apply(edge, start);
        if (wasReset != (_lanes.InReset[lane] != 0))
        {
            _lanes.V[lane] = Partial(lane, middle, 1 - done);
        }
    }

    private float Partial(int lane, float v, float share)
    {
        if (_lanes.InReset[lane] != 0)
        {
            return _linear ? _lanes.Reset[lane] : v + (_lanes.Reset[lane] - v) * (1 - MathF.Pow(1 - _lanes.ResetStep[lane], share))
                + _lanes.ResetShare[lane] * _lanes.Current[lane] * share;
        }
        double leak = _linear
            ? _lanes.LeakShare[lane] * (_lanes.Leak[lane] - v)
            : _lanes.LeakStep[lane] * Math.Tanh((_lanes.Leak[lane] - v) / D.LeakLinearVolts);
        return v + share * ((float)leak + _lanes.Current[lane]);
    }

    private void Fire(long start, ReadOnlySpan<BackendEdge> edges, List<Firing> fired)
    {
        int first = fired.Count;
        for (int lane = 0; lane < _lanes.Neurons.Length; lane++)
        {
            if (_lanes.CanFire[lane] == 0 || !(_lanes.V[lane] + _lanes.Noise[lane] > _lanes.Level[lane]))
            {
                continue;
            }
            float before = _lanes.VBefore[lane] + (_noise.Enabled ? _lanes.NoiseBefore[lane] : 0) - _lanes.Level[lane];
            float after = _lanes.V[lane] + _lanes.Noise[lane] - _lanes.Level[lane];
            float share = before >= 0 ? 0 : -before / (after - before);
            int cycles = Math.Clamp((int)MathF.Ceiling(share * StepLength), FirstCycle(start, edges, lane), StepLength);
            float at = _lanes.VBefore[lane] + (_lanes.V[lane] - _lanes.VBefore[lane]) * (cycles / (float)StepLength);
            long cycle = start + cycles;
            fired.Add(new(cycle, _lanes.Neurons[lane]));
            BeginReset(lane, cycle);
            _lanes.V[lane] = Partial(lane, at, 1 - cycles / (float)StepLength);
        }
        if (fired.Count - first > 1)
        {
            fired.Sort(first, fired.Count - first, Comparer<Firing>.Create(static (a, b) =>
                a.Cycle != b.Cycle ? a.Cycle.CompareTo(b.Cycle) : a.Neuron.CompareTo(b.Neuron)));
        }
    }

    // A comparator that counts again inside the step cannot have fired before that.
    private int FirstCycle(long start, ReadOnlySpan<BackendEdge> edges, int lane)
    {
        int first = 1;
        foreach (BackendEdge edge in edges)
        {
            if (edge.Kind == BackendEdgeKind.RefractoryEnd && edge.Neuron == _lanes.Neurons[lane])
            {
                first = Math.Clamp((int)(edge.Cycle - start) + 1, 1, StepLength);
            }
        }
        return first;
    }
}
