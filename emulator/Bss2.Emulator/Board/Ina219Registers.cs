using D = Bss2.Emulator.Board.BoardDefaults;

namespace Bss2.Emulator.Board;

/// <summary>An INA219: shunt and bus voltage of a rail, and with a calibration current and power (data sheet SBOS448).</summary>
/// <remarks>
/// A result is the mean since the result before, but at least one conversion long: an activity counted by the chip has no finer history
/// (choice). Averaging over 2^(mode − 8) samples lengthens the conversion.
/// </remarks>
internal sealed class Ina219Registers(BoardSupplies supplies, int rail)
{
    private const uint PowerOnConfig = 0x399F, Reset = 0x8000, ConversionReady = 2, Overflow = 1;
    private const int Config = 0, Shunt = 1, Bus = 2, Power = 3, Current = 4, Calibration = 5, RangeLsb = 11, SingleGainSteps = 4000;

    private uint _config = PowerOnConfig, _calibration;
    private long _lastCycle;
    private double _lastJoule, _activityWatts;

    public uint Read(byte register, long cycle)
    {
        Convert(cycle);
        int shunt = ShuntSteps();
        long current = (long)shunt * _calibration / 4096;
        int bus = (int)Math.Round(supplies.Volts(rail) / D.BusStepVolts);
        return register switch
        {
            Config => _config,
            Shunt => (ushort)(short)shunt,
            Bus => (uint)bus << 3 | ConversionReady | (current is > short.MaxValue or < short.MinValue ? Overflow : 0),
            Power => (ushort)(Math.Abs(current) * bus / 5000),
            Current => (ushort)(short)current,
            Calibration => _calibration,
            _ => 0,
        };
    }

    public void Write(byte register, uint value, long cycle)
    {
        if (register == Config)
        {
            _config = (value & Reset) != 0 ? PowerOnConfig : value & 0xFFFF;
            _calibration = (value & Reset) != 0 ? 0 : _calibration;
            (_lastCycle, _lastJoule) = (cycle, supplies.ActivityJoule(rail));
        }
        else if (register == Calibration)
        {
            _calibration = value & 0xFFFE;
        }
    }

    private void Convert(long cycle)
    {
        int mode = (int)(_config >> 3 & 0xF);
        long length = D.ConversionCycles << (mode >= 8 ? mode - 8 : 0);
        if (cycle - _lastCycle >= length)
        {
            double joule = supplies.ActivityJoule(rail);
            _activityWatts = (joule - _lastJoule) / ((cycle - _lastCycle) * 8e-9);
            (_lastCycle, _lastJoule) = (cycle, joule);
        }
    }

    private int ShuntSteps()
    {
        double volts = supplies.Volts(rail);
        double amperes = volts > 0 ? supplies.Watts(rail, _activityWatts) / volts : 0;
        int range = SingleGainSteps << (int)(_config >> RangeLsb & 3);
        double steps = (amperes * D.ShuntOhm + supplies.ShuntOffset(rail)) / D.ShuntStepVolts;
        return (int)Math.Clamp(Math.Round(steps), -range, range);
    }
}
