using D = Bss2.Emulator.Board.BoardDefaults;

namespace Bss2.Emulator.Board;

/// <summary>The board behind the FPGA's I2C and SPI masters: supplies, their monitors and switches, thermometer, identity.</summary>
/// <remarks>
/// Register-map 13. A read of an absent device has bit 31 set. The board is cube and jBOA in one: its supplies follow the DACs of the one and
/// the potentiometers of the other. The DAC6573 holds what it is given, and moves nothing (what it is wired to is not published).
/// </remarks>
internal sealed class EmulatedBoardDevices
{
    private const uint MissingAcknowledge = 1u << 31, Stop = 0x80, RepeatedStart = 0x100, DeviceMask = 0x7F, SpiStop = 1u << 31;
    private const int Monitors = 0x40, Expander = 0x38, Potentiometers = 0x2C, Dac6573 = 0x4C, Thermometer = 0x48, Eeprom = 0x50,
        Multiplexer = 0x70, PotentiometerCount = 3;

    private readonly Dictionary<uint, IBoardDevice> _devices = [];
    private readonly List<byte>[] _spi = [[], [], []];
    private readonly int[] _pendingCodes = new int[16];
    private readonly bool[] _pending = new bool[16];
    private (uint Device, bool Read)? _running;

    public EmulatedBoardDevices(int? die, uint serial, Func<BoardActivity> activity)
    {
        Supplies = new(die, activity);
        for (int rail = 0; rail < D.Rails; rail++)
        {
            var monitor = new Ina219Registers(Supplies, rail);
            _devices[(uint)(Monitors + rail)] = new RegisterDevice(2, monitor.Read, monitor.Write);
        }
        for (int k = 0; k < PotentiometerCount; k++)
        {
            _devices[(uint)(Potentiometers + k)] = Potentiometer(k);
        }
        _devices[Dac6573] = Memory(2, 0, 0xFFC0);
        _devices[Multiplexer] = Memory(1, 0, 0xF, pointed: false);
        _devices[Thermometer] = new RegisterDevice(2, static (_, _) => (uint)(int)(D.TemperatureC / 0.0625) << 4, static (_, _, _) => { });
        _devices[Eeprom] = new RegisterDevice(4, (_, _) => serial, static (_, _, _) => { });
        _devices[Expander] = ExpanderDevice();
    }

    public BoardSupplies Supplies { get; }

    /// <summary>An access to the I2C master at an offset; a read gives the byte.</summary>
    public uint I2c(uint offset, uint? written, long cycle)
    {
        uint device = offset & DeviceMask;
        if (offset >= 2 * RepeatedStart)
        {
            return 0;
        }
        bool read = written is null;
        bool present = _devices.TryGetValue(device, out IBoardDevice? target);
        if (present && (_running != (device, read) || (offset & RepeatedStart) != 0))
        {
            target!.Start();
        }
        _running = (offset & Stop) != 0 ? null : (device, read);
        if (!present)
        {
            return MissingAcknowledge;
        }
        if (written is { } value)
        {
            // A TCA9546 switches at the stop: the byte that the reference stack sends before a read does not stay (data sheet SCPS205).
            if (device != Multiplexer || (offset & Stop) != 0)
            {
                target!.Write((byte)value, cycle);
            }
            return 0;
        }
        return target!.Read(cycle);
    }

    /// <summary>A byte to the SPI master: 1 shift register, 2 and 4 the DACs.</summary>
    public void Spi(uint offset, uint word)
    {
        List<byte> bytes = _spi[offset == 1 ? 0 : offset == 2 ? 1 : 2];
        bytes.Add((byte)word);
        if ((word & SpiStop) == 0)
        {
            return;
        }
        if (offset == 1 && bytes.Count == 3)
        {
            Supplies.WriteShiftRegister((uint)(bytes[0] << 16 | bytes[1] << 8 | bytes[2]));
        }
        else if (offset != 1 && bytes.Count == 2)
        {
            WriteDac(offset == 2 ? 0 : 1, bytes[0], bytes[1]);
        }
        bytes.Clear();
    }

    private void WriteDac(int dac, byte first, byte second)
    {
        const int control = 0x80, load = control + 0x20;
        if (first < control)
        {
            int channel = 8 * dac + (first >> 4);
            (_pendingCodes[channel], _pending[channel]) = ((first & 0xF) << 8 | second, true);
        }
        else if (first == load)
        {
            for (int channel = 8 * dac; channel < 8 * dac + 8; channel++)
            {
                if (_pending[channel] && dac == 1)
                {
                    Supplies.WriteDac(channel - 8, _pendingCodes[channel]);
                }
                _pending[channel] = false;
            }
        }
    }

    private RegisterDevice ExpanderDevice()
    {
        // Power-on of a TCA9554: all pins are inputs, pulled so that nothing is disabled.
        byte[] registers = [0, 0, 0, 0xFF];
        byte Levels() => (byte)(registers[1] & ~registers[3]);
        return new(1, (pointer, _) => (pointer & 3) == 0 ? (uint)(Levels() ^ registers[2]) : registers[pointer & 3], (pointer, value, _) =>
        {
            registers[pointer & 3] = (byte)value;
            Supplies.WriteExpander(Levels());
        });
    }

    private RegisterDevice Potentiometer(int number)
    {
        const uint standard = 0x90;
        var registers = new Dictionary<byte, uint>();
        return new(1, (pointer, _) => registers.GetValueOrDefault(pointer, standard), (pointer, value, _) =>
        {
            registers[pointer] = value;
            if (pointer is 1 or 3)
            {
                Supplies.WriteWiper(2 * number + (pointer - 1) / 2, (int)value);
            }
        });
    }

    private static RegisterDevice Memory(int bytes, uint standard, uint mask, bool pointed = true)
    {
        var registers = new Dictionary<byte, uint>();
        return new(bytes, (pointer, _) => registers.GetValueOrDefault(pointer, standard),
            (pointer, value, _) => registers[pointer] = value & mask, pointed);
    }
}
