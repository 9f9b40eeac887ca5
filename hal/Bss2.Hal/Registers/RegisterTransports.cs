namespace Bss2.Hal.Registers;

/// <summary>The ways by which a container's words can travel.</summary>
/// <remarks>Source: haldls backends; register-map 2.3, 11, 13.</remarks>
[Flags]
public enum RegisterTransports
{
    /// <summary>None: not possible in this direction.</summary>
    None = 0,

    /// <summary>Omnibus addresses of chip or FPGA.</summary>
    Omnibus = 1,

    /// <summary>Omnibus addresses of the chip, shifted through its JTAG port: works without high-speed links.</summary>
    OmnibusOverJtag = 2,

    /// <summary>The PLL registers of the JTAG port, write only.</summary>
    JtagPll = 4,

    /// <summary>The PHY registers of the JTAG port, write only.</summary>
    JtagPhy = 8,

    /// <summary>Devices behind the FPGA's SPI master.</summary>
    Spi = 16,

    /// <summary>Devices behind the FPGA's I2C master.</summary>
    I2c = 32,

    /// <summary>An instruction of its own.</summary>
    Instruction = 64,
}
