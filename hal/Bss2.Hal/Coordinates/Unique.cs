namespace Bss2.Hal.Coordinates;

/// <summary>Coordinate of what exists once on a chip or FPGA.</summary>
public readonly record struct Unique;
