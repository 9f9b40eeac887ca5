namespace Bss2.Emulator.Fpga;

/// <summary>An Omnibus access that waits for the chip to answer.</summary>
/// <param name="Address">Word address.</param>
/// <param name="Value">Value to write, or what an FPGA register gave.</param>
/// <param name="ByteEnables">Bytes to write; 0 for a read.</param>
/// <param name="Position">Instruction in the program.</param>
internal readonly record struct OmnibusAccess(uint Address, uint Value, int ByteEnables, long Position);
