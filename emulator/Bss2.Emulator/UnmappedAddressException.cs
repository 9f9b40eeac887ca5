using Bss2.Hal.Registers;

namespace Bss2.Emulator;

/// <summary>A program touched an Omnibus address where nothing lives, or in a way that its register does not allow.</summary>
public sealed class UnmappedAddressException : OmnibusException
{
    /// <summary>Creates the exception.</summary>
    public UnmappedAddressException(string message, uint address, long programPosition, long fpgaCycle) : base(address, message)
    {
        ProgramPosition = programPosition;
        FpgaCycle = fpgaCycle;
    }

    /// <summary>Index of the instruction in its program, from 0.</summary>
    public long ProgramPosition { get; }

    /// <summary>FPGA cycle since power-on at which it was executed.</summary>
    public long FpgaCycle { get; }
}
