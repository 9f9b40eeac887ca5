using System.Runtime.InteropServices;

namespace Bss2.Emulator.Analog;

/// <summary>
/// The lane engine for plain circuits and the reference engine for the extended ones, in lockstep: the fast kernel stays free of
/// what few circuits use, and those are integrated exactly, 4 ns at a time, wherever a pulse or an edge falls.
/// </summary>
internal sealed class CompositeEngine : IAnalogEngine
{
    private readonly AnalogConfiguration _configuration;
    private readonly CircuitDerivation _derivation;
    private readonly LaneEngine _plain;
    private readonly ReferenceEngine _extended;
    private readonly CircuitKinds?[] _owner = new CircuitKinds?[AnalogConfiguration.Neurons];
    private int _version = -1;
    private bool _anyExtended;

    public CompositeEngine(EmulatorOptions options, AnalogConfiguration configuration)
    {
        _configuration = configuration;
        _derivation = new(configuration, Die.Of(options.Die));
        _plain = new(options, configuration, CircuitKinds.Plain);
        _extended = new(options, configuration, CircuitKinds.Extended);
    }

    public bool RunsAhead => _version == _configuration.TopologyVersion ? !_anyExtended : !Enumerable.Range(0, AnalogConfiguration.Neurons)
        .Any(neuron => _derivation.IsTaken(neuron, CircuitKinds.Extended));

    public long SystemTimeOffset => _plain.SystemTimeOffset;

    public void SynchroniseSystemTime(long cycle, long systemTime)
    {
        _plain.SynchroniseSystemTime(cycle, systemTime);
        _extended.SynchroniseSystemTime(cycle, systemTime);
    }

    public double MembraneVolts(int neuron) => Owner(neuron).MembraneVolts(neuron);

    public double MembraneNoiseVolts(int neuron) => Owner(neuron).MembraneNoiseVolts(neuron);

    public double AdaptationAmperes(int neuron) => Owner(neuron).AdaptationAmperes(neuron);

    public double LineDropVolts(int neuron, bool excitatory) => Owner(neuron).LineDropVolts(neuron, excitatory);

    public void Dispose()
    {
        _plain.Dispose();
        _extended.Dispose();
    }

    public void MoveRefractoryEnds(int side)
    {
        _plain.MoveRefractoryEnds(side);
        _extended.MoveRefractoryEnds(side);
    }

    public long Advance(in Stretch stretch, List<Firing> fired)
    {
        if (_version != _configuration.TopologyVersion)
        {
            Partition(stretch.Start);
        }
        if (!_anyExtended)
        {
            return _plain.Advance(stretch, fired);
        }
        int first = fired.Count;
        long cycle = stretch.Start;
        while (cycle < stretch.End && fired.Count == first)
        {
            long next = Math.Min(stretch.End, cycle + Stretch.AlwaysWhole);
            Stretch part = Part(stretch, cycle, next);
            _plain.Advance(part, fired);
            _extended.Advance(part, fired);
            cycle = next;
        }
        Sort(CollectionsMarshal.AsSpan(fired)[first..]);
        return cycle;
    }

    private IAnalogEngine Owner(int neuron) => _owner[neuron] == CircuitKinds.Extended ? _extended : _plain;

    private static Stretch Part(in Stretch whole, long start, long end)
    {
        int pulse = 0, reset = 0;
        while (pulse < whole.Pulses.Length && whole.Pulses[pulse].Cycle < start)
        {
            pulse++;
        }
        while (reset < whole.Resets.Length && whole.Resets[reset].Cycle < start && start > whole.Start)
        {
            reset++;
        }
        int pulseEnd = pulse, resetEnd = reset;
        while (pulseEnd < whole.Pulses.Length && whole.Pulses[pulseEnd].Cycle < end)
        {
            pulseEnd++;
        }
        while (resetEnd < whole.Resets.Length && whole.Resets[resetEnd].Cycle < end)
        {
            resetEnd++;
        }
        return new()
        {
            Start = start, End = end, Pulses = whole.Pulses[pulse..pulseEnd], Resets = whole.Resets[reset..resetEnd],
            FeedbackCycles = whole.FeedbackCycles,
        };
    }

    // A circuit that changes its kind keeps its charge and its place in the refractory cycle.
    private void Partition(long cycle)
    {
        _version = _configuration.TopologyVersion;
        _anyExtended = false;
        var moved = new List<(int Neuron, CircuitState State)>();
        for (int neuron = 0; neuron < AnalogConfiguration.Neurons; neuron++)
        {
            CircuitKinds? owner = !_derivation.IsInUse(neuron) ? null
                : _derivation.IsPlain(neuron) ? CircuitKinds.Plain : CircuitKinds.Extended;
            if (owner is not null && _owner[neuron] is { } before && owner != before)
            {
                moved.Add((neuron, before == CircuitKinds.Plain ? _plain.State(neuron) : _extended.State(neuron)));
            }
            _owner[neuron] = owner;
            _anyExtended |= owner == CircuitKinds.Extended;
        }
        if (moved.Count == 0)
        {
            return;
        }
        _plain.Derive(cycle);
        _extended.Derive(cycle);
        foreach ((int neuron, CircuitState state) in moved)
        {
            if (_owner[neuron] == CircuitKinds.Plain)
            {
                _plain.Restore(neuron, state);
            }
            else
            {
                _extended.Restore(neuron, state);
            }
        }
    }

    private static void Sort(Span<Firing> fired)
    {
        if (fired.Length > 1)
        {
            fired.Sort(static (a, b) => a.Cycle != b.Cycle ? a.Cycle.CompareTo(b.Cycle) : a.Neuron.CompareTo(b.Neuron));
        }
    }
}
