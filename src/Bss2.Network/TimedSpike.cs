namespace Bss2.Network;

/// <summary>A spike in model time.</summary>
/// <param name="Source">Channel or neuron within its layer.</param>
/// <param name="TimeUs">µs after the start of its sample.</param>
public readonly record struct TimedSpike(int Source, double TimeUs);
