using System.Buffers.Binary;
using System.Device.I2c;

namespace Bss2.Runtime.Board;

/// <summary>A power monitor of the board.</summary>
/// <param name="device">Its I2C device; not disposed here.</param>
/// <param name="shuntOhm">Its shunt, Ω.</param>
/// <remarks>
/// Data sheet SBOS448. The shunt register is signed: read as unsigned, −1 mV would be +654.36 mV. Conversion runs all the time; a
/// setting written restarts it.
/// </remarks>
public sealed class Ina219(I2cDevice device, double shuntOhm = Ina219.BoardShuntOhm)
{
    /// <summary>The board's shunts, Ω (haldls i2c).</summary>
    public const double BoardShuntOhm = 0.027;

    /// <summary>Address of the first of six monitors.</summary>
    public const int FirstAddress = 0x40;

    private const byte ConfigRegister = 0, ShuntRegister = 1, BusRegister = 2;
    private const double ShuntStepVolts = 10e-6, BusStepVolts = 4e-3;
    private const int BusLsb = 3, ContinuousBoth = 7, ShuntModeLsb = 3, BusModeLsb = 7;

    /// <summary>Sets both converters: 0..3 for 9..12 bits, 8..15 for 12 bits averaged over 2^(mode − 8) samples; range ±40 mV.</summary>
    public void Configure(int shuntMode, int busMode)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)shuntMode, 15u, nameof(shuntMode));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)busMode, 15u, nameof(busMode));
        int word = busMode << BusModeLsb | shuntMode << ShuntModeLsb | ContinuousBoth;
        device.Write([ConfigRegister, (byte)(word >> 8), (byte)word]);
    }

    /// <summary>Voltage across the shunt, V; negative if the current flows back.</summary>
    public double ReadShuntVolts() => (short)Read(ShuntRegister) * ShuntStepVolts;

    /// <summary>Voltage of the rail, V.</summary>
    public double ReadBusVolts() => (Read(BusRegister) >> BusLsb) * BusStepVolts;

    /// <summary>Current through the shunt, A.</summary>
    public double ReadAmperes() => ReadShuntVolts() / shuntOhm;

    private ushort Read(byte register)
    {
        Span<byte> word = stackalloc byte[2];
        device.WriteRead([register], word);
        return BinaryPrimitives.ReadUInt16BigEndian(word);
    }
}
