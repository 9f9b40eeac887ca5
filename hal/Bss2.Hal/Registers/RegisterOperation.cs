namespace Bss2.Hal.Registers;

/// <summary>One 32-bit Omnibus access.</summary>
public readonly record struct RegisterOperation
{
    private RegisterOperation(uint address, bool isRead, uint value) => (Address, IsRead, Value) = (address, isRead, value);

    /// <summary>Word address; bit 31 selects the FPGA.</summary>
    public uint Address { get; }

    /// <summary>Whether the word is read.</summary>
    public bool IsRead { get; }

    /// <summary>The word to write; 0 in a read.</summary>
    public uint Value { get; }

    /// <summary>Reads a word.</summary>
    public static RegisterOperation Read(uint address) => new(address, isRead: true, 0);

    /// <summary>Writes a word.</summary>
    public static RegisterOperation Write(uint address, uint value) => new(address, isRead: false, value);
}
