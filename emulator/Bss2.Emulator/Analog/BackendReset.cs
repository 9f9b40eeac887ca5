namespace Bss2.Emulator.Analog;

/// <summary>
/// A fire from the digital side (NeuronReset): reset begins and the comparator is blind. What follows from a circuit's own firing it knows
/// by <see cref="RefractoryTiming"/>.
/// </summary>
/// <param name="Cycle">Chip cycle, 4 ns, at which it acts.</param>
/// <param name="Neuron">Atomic neuron number.</param>
/// <param name="ReleaseCycle">First cycle in which the analog reset does not pull; <see cref="long.MaxValue"/> without an end.</param>
/// <param name="CountsCycle">First cycle at whose end the comparator counts again; <see cref="long.MaxValue"/> without an end.</param>
internal readonly record struct BackendReset(long Cycle, int Neuron, long ReleaseCycle, long CountsCycle);
