namespace Bss2.Emulator.Fpga;

/// <summary>What a JTAG instruction does to the chip's port.</summary>
internal enum JtagAction
{
    Init,
    Select,
    Shift,
}

/// <summary>A JTAG instruction under way.</summary>
/// <param name="Due">FPGA cycle at which it is through and acts.</param>
/// <param name="Position">Instruction in the program.</param>
/// <param name="Action">What it does.</param>
/// <param name="Value">Register number, or bits to shift in.</param>
/// <param name="Bits">How many bits are shifted.</param>
/// <param name="Keep">Whether what is shifted out goes to the host.</param>
internal readonly record struct JtagOperation(long Due, long Position, JtagAction Action, ulong Value, int Bits, bool Keep);
