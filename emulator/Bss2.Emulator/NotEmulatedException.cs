using Bss2.Hal;

namespace Bss2.Emulator;

/// <summary>A program used a part of the chip or the board that exists but is not emulated.</summary>
public sealed class NotEmulatedException : HalException
{
    /// <summary>Creates the exception.</summary>
    public NotEmulatedException(string message, uint address, long programPosition, long fpgaCycle) : base(message)
    {
        Address = address;
        ProgramPosition = programPosition;
        FpgaCycle = fpgaCycle;
    }

    /// <summary>The Omnibus address.</summary>
    public uint Address { get; }

    /// <summary>Index of the instruction in its program, from 0.</summary>
    public long ProgramPosition { get; }

    /// <summary>FPGA cycle since power-on at which it was executed.</summary>
    public long FpgaCycle { get; }
}
