namespace Bss2.Emulator.Analog;

/// <summary>What a neuron's digital backend tells its circuit.</summary>
internal enum BackendEdgeKind : byte
{
    /// <summary>Fire from the digital side (NeuronReset): reset begins and the comparator is blind, both until the cycles given.</summary>
    ResetBegin,

    /// <summary>The refractory clock changed: reset and blindness that last end at the cycles given instead.</summary>
    Retimed,
}

/// <summary>A message of a backend to its circuit. What follows from the circuit's own firing is not among them: the circuit knows its
/// <see cref="RefractoryTiming"/>.</summary>
/// <param name="Cycle">Chip cycle, 4 ns, at which it acts.</param>
/// <param name="Neuron">Atomic neuron number.</param>
/// <param name="Kind">What happens.</param>
/// <param name="ReleaseCycle">First cycle in which the analog reset does not pull; <see cref="long.MaxValue"/> without an end.</param>
/// <param name="CountsCycle">First cycle at whose end the comparator counts again; <see cref="long.MaxValue"/> without an end.</param>
internal readonly record struct BackendEdge(long Cycle, int Neuron, BackendEdgeKind Kind, long ReleaseCycle, long CountsCycle);
