namespace Bss2.Emulator.Board;

/// <summary>A device on the board's I2C bus.</summary>
internal interface IBoardDevice
{
    /// <summary>A start condition came.</summary>
    void Start();

    /// <summary>The master writes a byte at a cycle.</summary>
    void Write(byte value, long cycle);

    /// <summary>The master reads a byte at a cycle.</summary>
    byte Read(long cycle);
}
