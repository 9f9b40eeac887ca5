namespace Bss2.Emulator.Faults;

/// <summary>A CapMem cell that is stuck.</summary>
/// <param name="Cell">Where.</param>
/// <param name="Code">At the value of this code, 0 … 1022.</param>
public sealed record StuckCell(CapMemPlace Cell, int Code);
