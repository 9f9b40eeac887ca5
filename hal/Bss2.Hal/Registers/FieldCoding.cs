namespace Bss2.Hal.Registers;

/// <summary>How a field's value becomes the bits that its pieces hold.</summary>
public enum FieldCoding
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>All bits in reverse order (synapse driver recovery).</summary>
    BitReversed,

    /// <summary>Bit 5 stays, bits 0..4 are reversed (synapse weights on the bus).</summary>
    SynapseWeight,

    /// <summary>Stored as value − 1 (PLL dividers).</summary>
    MinusOne,

    /// <summary>Signed, stored as value + 128 (CADC channel offset).</summary>
    Plus128,

    /// <summary>Signed, in two's complement over the field's bits.</summary>
    TwosComplement,

    /// <summary>Low six bits binary, the rest as a thermometer of three bits (current DAC).</summary>
    Thermometer,

    /// <summary>True if any of its bits is set.</summary>
    AnyBit,
}
