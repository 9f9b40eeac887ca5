namespace Bss2.Calibration.Fits;

/// <summary>What first-spike times told about a circuit's inputs.</summary>
/// <param name="Excitatory">Excitatory input, or null.</param>
/// <param name="Inhibitory">Inhibitory input, or null.</param>
/// <param name="DelayUs">By how much later than the data sheet's latency the circuit answers an event; null if it was not asked for.</param>
internal readonly record struct InputReading(InputModel? Excitatory, InputModel? Inhibitory, double? DelayUs);
