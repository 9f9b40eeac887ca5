namespace Bss2.Emulator.Analog;

/// <summary>What a neuron's digital backend does to its circuit at a cycle.</summary>
internal enum BackendEdgeKind : byte
{
    /// <summary>Fire from the digital side (NeuronReset): reset begins and the comparator is blind.</summary>
    ResetBegin,

    /// <summary>The analog reset is released; still refractory.</summary>
    ResetEnd,

    /// <summary>The comparator counts again.</summary>
    RefractoryEnd,
}

/// <summary>An edge that the engine applies inside a step.</summary>
/// <param name="Cycle">Chip cycle, 4 ns; an edge before the step counts as at its start.</param>
/// <param name="Neuron">Atomic neuron number.</param>
/// <param name="Kind">What happens.</param>
internal readonly record struct BackendEdge(long Cycle, int Neuron, BackendEdgeKind Kind);
