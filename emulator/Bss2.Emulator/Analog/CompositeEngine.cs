using System.Runtime.InteropServices;

namespace Bss2.Emulator.Analog;

/// <summary>
/// The vectorised engine for plain circuits and the reference engine for the extended ones, in lockstep: the fast kernel stays free of
/// what few circuits use, and those are integrated exactly, 4 ns at a time, wherever a pulse or an edge falls.
/// </summary>
internal sealed class CompositeEngine : IAnalogEngine
{
    private readonly AnalogConfiguration _configuration;
    private readonly CircuitDerivation _derivation;
    private readonly VectorisedEngine _plain;
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

    public int StepCycles => _plain.StepCycles;

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

    public void Step(long start, ReadOnlySpan<PadiPulse> pulses, ReadOnlySpan<BackendEdge> edges, List<Firing> fired)
    {
        if (_version != _configuration.TopologyVersion)
        {
            Partition(start);
        }
        int first = fired.Count;
        _plain.Step(start, pulses, edges, fired);
        if (_anyExtended)
        {
            StepExtended(start, pulses, edges, fired);
            Sort(CollectionsMarshal.AsSpan(fired)[first..]);
        }
    }

    private IAnalogEngine Owner(int neuron) => _owner[neuron] == CircuitKinds.Extended ? _extended : _plain;

    private void StepExtended(long start, ReadOnlySpan<PadiPulse> pulses, ReadOnlySpan<BackendEdge> edges, List<Firing> fired)
    {
        int pulse = 0, edge = 0;
        for (long cycle = start; cycle < start + StepCycles; cycle++)
        {
            int firstPulse = pulse, firstEdge = edge;
            while (pulse < pulses.Length && pulses[pulse].Cycle <= cycle)
            {
                pulse++;
            }
            while (edge < edges.Length && edges[edge].Cycle <= cycle)
            {
                edge++;
            }
            _extended.Step(cycle, pulses[firstPulse..pulse], edges[firstEdge..edge], fired);
        }
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
