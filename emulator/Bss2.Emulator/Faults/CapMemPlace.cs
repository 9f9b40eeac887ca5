namespace Bss2.Emulator.Faults;

/// <summary>A CapMem cell.</summary>
/// <param name="Block">0 north-west, 1 north-east, 2 south-west, 3 south-east.</param>
/// <param name="Row">0 … 23.</param>
/// <param name="Column">0 … 127 of neurons, 128 shared, 129 unused.</param>
public sealed record CapMemPlace(int Block, int Row, int Column);
