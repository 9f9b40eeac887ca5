namespace Bss2.Emulator.Digital;

/// <summary>An event that left the chip.</summary>
/// <param name="ArrivalFpgaCycle">FPGA cycle since power-on at which the FPGA has it.</param>
/// <param name="Label">16 bits.</param>
/// <param name="Stamp">Low 8 bits of the 4 ns system time.</param>
/// <param name="Phy">High-speed link that carries it.</param>
internal readonly record struct ChipEvent(long ArrivalFpgaCycle, ushort Label, byte Stamp, byte Phy = 0);
