namespace Bss2.Emulator.Analog;

/// <summary>Circuits with one membrane.</summary>
/// <param name="Members">Positions in the list of extended circuits.</param>
/// <param name="Capacitance">Sum over the members, F.</param>
internal sealed record Compartment(int[] Members, double Capacitance);

/// <summary>A conductance between two compartments.</summary>
/// <param name="A">Position of one.</param>
/// <param name="B">Position of the other.</param>
/// <param name="Conductance">S.</param>
internal readonly record struct Coupling(int A, int B, double Conductance);
