namespace Bss2.Emulator.Faults;

/// <summary>A weight that is stuck.</summary>
/// <param name="Synapse">Where.</param>
/// <param name="Weight">At what, 0 … 63.</param>
public sealed record StuckWeight(SynapsePlace Synapse, int Weight);
