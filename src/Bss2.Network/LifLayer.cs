namespace Bss2.Network;

/// <summary>A population of LIF neurons that share their parameters.</summary>
/// <param name="Name">For messages and reports.</param>
/// <param name="Size">Number of neurons.</param>
/// <param name="Parameters">Of every neuron.</param>
public sealed record LifLayer(string Name, int Size, LifParameters Parameters);
