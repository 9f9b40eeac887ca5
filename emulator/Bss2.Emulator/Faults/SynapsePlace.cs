namespace Bss2.Emulator.Faults;

/// <summary>A synapse.</summary>
/// <param name="Hemisphere">0 top, 1 bottom.</param>
/// <param name="Row">0 … 255.</param>
/// <param name="Column">0 … 255, above the neuron of that column.</param>
public sealed record SynapsePlace(int Hemisphere, int Row, int Column);
