namespace Bss2.Training.Kernels;

/// <summary>What a loss puts into one read-out or output neuron: a jump of its co-state a_V at one moment; before it nothing else acts.</summary>
/// <param name="Time">When: the maximum, or the first spike, µs or steps; 0 or below for no source.</param>
/// <param name="Strength">dLoss/dV there.</param>
internal readonly record struct ReadoutSource(double Time, double Strength);
