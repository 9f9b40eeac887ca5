namespace Bss2.Runtime.BringUp;

/// <summary>Boards that carry a chip; each has its own way to set its supplies.</summary>
public enum AdapterBoard
{
    /// <summary>Cube: supplies by a shift register and two DACs on SPI.</summary>
    Cube,

    /// <summary>jBOA: supplies by an expander and potentiometers on I2C.</summary>
    Jboa,
}
