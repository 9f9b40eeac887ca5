using Bss2.Emulator.Analog;
using Bss2.Emulator.Digital;
using D = Bss2.Emulator.Readout.ReadoutDefaults;

namespace Bss2.Emulator.Readout;

/// <summary>The fast converter: 10 bit, one or two read-out buffers in turn, samples leave the chip as event packets.</summary>
/// <remarks>
/// Register-map 9, analog-core 5. Control bits act when written (choice): a wake-up while off, a start once awake, a stop while recording.
/// Of what its multiplexers can carry only neuron lines are emulated (<see cref="IgnoredFields"/>). The input lies between its values at the ends of an analog step; the first samples of a recording rise from 0 V.
/// </remarks>
internal sealed class Madc(ReadoutRegisters registers, ReadoutPaths paths, Die die, ReadoutNoise noise)
{
    private const int Full = 1023, ChannelBit = 10, Inputs = 2;
    private const double ChipClockHz = 1 / AnalogDefaults.CycleSeconds;

    private readonly double _gain = die.Gain(DieParameter.MadcGain, 0, D.MadcGain);
    private readonly double[] _offset =
        [.. Enumerable.Range(0, Inputs).Select(input => D.MadcOffsetLsb * die.Normal(DieParameter.MadcOffset, input))];
    private readonly double[] _before = new double[Inputs], _now = new double[Inputs];
    private MadcSettings _settings;
    private bool _powered, _recording, _continuous, _powerDown;
    private long _readyAt, _taken;
    private double _start, _period;

    /// <summary>Samples on their way to the FPGA: label bits 0..9 value, 10 channel.</summary>
    public Queue<ChipEvent> Departed { get; } = new();

    /// <summary>MADC clock, Hz; 0 without a clock.</summary>
    public double ClockHz { get; set; } = D.MadcClockHz;

    /// <summary>Whether samples are being taken, so that every analog step matters.</summary>
    public bool IsRecording => _recording;

    /// <summary>Samples taken since power-on.</summary>
    public long Samples { get; private set; }

    /// <summary>Takes a write of MADCControl.</summary>
    public void Control(uint word, long cycle)
    {
        if ((word & 4) != 0 && _recording)
        {
            End();
        }
        if ((word & 1) != 0 && !_powered)
        {
            _powered = true;
            _readyAt = cycle + (long)Math.Ceiling(new MadcSettings(registers.Madc, word).WakeUpCycles * ChipPerMadc);
        }
        (_continuous, _powerDown) = ((word & 0x10) != 0, (word & 8) != 0);
        if ((word & 2) != 0 && _powered && !_recording && ClockHz > 0)
        {
            Begin(word, Math.Max(cycle, _readyAt), cycle);
        }
    }

    /// <summary>Off, as after a reset of the chip; samples on their way arrive.</summary>
    public void Reset() => (_powered, _recording) = (false, false);

    /// <summary>Takes the samples that fall into the step that was just integrated.</summary>
    public void Sample(long start, long end, long systemTimeOffset)
    {
        (_before[0], _before[1]) = (_now[0], _now[1]);
        LookAt(end);
        while (_recording)
        {
            double at = _start + (_taken + 1) * _period;
            if (at > end)
            {
                return;
            }
            Take(at, (at - start) / (end - start), systemTimeOffset);
        }
    }

    private double ChipPerMadc => ChipClockHz / ClockHz;

    private void Begin(uint control, long start, long now)
    {
        _settings = new(registers.Madc, control);
        (_recording, _taken, _start, _period) = (true, 0, start, _settings.PeriodCycles * ChipPerMadc);
        if (!_continuous && _settings.Samples == 0)
        {
            End();
            return;
        }
        LookAt(now);
    }

    private void End() => (_recording, _powered) = (false, _powered && !_powerDown);

    private void LookAt(long cycle)
    {
        for (int input = 0; input < Inputs; input++)
        {
            bool used = _settings.Connected && (_settings.InputLength > 0 || input == _settings.InitialInput);
            _now[input] = used ? paths.BufferVolts(input, cycle) : 0;
        }
    }

    private void Take(double at, double share, long systemTimeOffset)
    {
        int input = _settings.InputLength == 0 ? _settings.InitialInput : (int)(_settings.InitialInput + _taken / _settings.InputLength) % Inputs;
        double volts = _before[input] + (_now[input] - _before[input]) * Math.Clamp(share, 0, 1);
        volts *= 1 - Math.Exp(-(at - _start) * AnalogDefaults.CycleSeconds / D.MadcStartupTau);
        long cycle = (long)Math.Floor(at), systemTime = cycle + systemTimeOffset;
        double count = volts * _gain / D.MadcVoltsPerLsb + _offset[input] + noise.Madc(systemTime);
        int value = (int)Math.Clamp(Math.Round(count), 0, Full);
        Departed.Enqueue(new((cycle + EventTiming.ChipToFpgaCycles) / EventTiming.ChipCyclesPerFpgaCycle,
            (ushort)(input << ChannelBit | value), (byte)systemTime));
        Samples++;
        _taken++;
        if (!_continuous && _taken >= _settings.Samples)
        {
            End();
        }
    }
}
