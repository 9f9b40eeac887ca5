namespace Bss2.Emulator.Analog;

/// <summary>An event accepted by a PADI bus: every matching driver fires its rows at this cycle.</summary>
/// <param name="Cycle">Chip cycle, 4 ns, of the pulse's start.</param>
/// <param name="Hemisphere">0 top, 1 bottom.</param>
/// <param name="Bus">0..3.</param>
/// <param name="RowSelect">0..31.</param>
/// <param name="SynapseLabel">0..63.</param>
internal readonly record struct PadiPulse(long Cycle, byte Hemisphere, byte Bus, byte RowSelect, byte SynapseLabel)
{
    /// <summary>Strength of each driver of the bus, by position, where short-term plasticity acts; null if all are 1.</summary>
    public float[]? Strengths { get; init; }
}
