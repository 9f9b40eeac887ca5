namespace Bss2.Runtime.Board;

/// <summary>Devices on a cube's SPI bus.</summary>
public enum BoardSpiTarget
{
    /// <summary>Supply switches, LEDs, multiplexers.</summary>
    ShiftRegister,

    /// <summary>DAC of read-out and references.</summary>
    ReferenceDac,

    /// <summary>DAC of the supplies.</summary>
    SupplyDac,
}
