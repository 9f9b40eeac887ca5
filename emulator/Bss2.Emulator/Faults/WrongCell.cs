namespace Bss2.Emulator.Faults;

/// <summary>A CapMem cell that is off.</summary>
/// <param name="Cell">Where.</param>
/// <param name="Offset">By so many codes.</param>
public sealed record WrongCell(CapMemPlace Cell, int Offset);
