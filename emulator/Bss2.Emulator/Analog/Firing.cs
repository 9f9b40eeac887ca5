namespace Bss2.Emulator.Analog;

/// <summary>A comparator switched: the engine has already put the circuit into reset from this cycle on, blind until RefractoryEnd.</summary>
/// <param name="Cycle">Chip cycle, 4 ns.</param>
/// <param name="Neuron">Atomic neuron number.</param>
internal readonly record struct Firing(long Cycle, int Neuron);
