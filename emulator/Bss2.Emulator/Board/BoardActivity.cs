namespace Bss2.Emulator.Board;

/// <summary>What a chip has done since power-on that costs energy beyond rest.</summary>
/// <param name="SynapticEvents">Events that a synapse passed on.</param>
/// <param name="Packets">Spike packets, on PADI buses and to the FPGA.</param>
/// <param name="MadcSeconds">Time that the MADC has sampled, s.</param>
internal readonly record struct BoardActivity(long SynapticEvents, long Packets, double MadcSeconds);
