using Bss2.Emulator.Analog;
using Bss2.Emulator.Digital;
using D = Bss2.Emulator.Readout.ReadoutDefaults;

namespace Bss2.Emulator.Readout;

/// <summary>The fast converter: 10 bit, one or two read-out buffers in turn, samples leave the chip as event packets.</summary>
/// <remarks>
/// Register-map 9, analog-core 5. Control bits act when written (choice): a wake-up while off, a start once awake, a stop while recording.
/// Of what its multiplexers can carry only neuron lines are emulated (<see cref="IgnoredFields"/>). The input lies between its values at
/// the ends of an analog step; the first samples of a recording rise from 0 V.
/// </remarks>
/// <param name="registers">Its configuration.</param>
/// <param name="paths">Its input.</param>
/// <param name="die">For gain and offset.</param>
/// <param name="noise">Its noise.</param>
/// <param name="clocks">Its clock: 500 MHz with the PLL's defaults (analog-core 2.6).</param>
/// <param name="diagnostics">Told why it does nothing.</param>
internal sealed class Madc(ReadoutRegisters registers, ReadoutPaths paths, Die die, ReadoutNoise noise, ClockTree clocks,
    EmulatorDiagnostics diagnostics)
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

    // Chip cycles: start of the recording, the next sample, and the clock's period; the next sample waits while there is no clock.
    private double _start, _next, _chipPerMadc;

    /// <summary>Samples on their way to the FPGA: label bits 0..9 value, 10 channel.</summary>
    public Queue<ChipEvent> Departed { get; } = new();

    /// <summary>Whether samples are being taken, so that every analog step matters.</summary>
    public bool IsRecording => _recording;

    /// <summary>Samples taken since power-on, and what became of those that left the chip.</summary>
    public long Samples { get; private set; }

    /// <summary>Sent to the host.</summary>
    public long Recorded { get; set; }

    /// <summary>Discarded: event recording was off.</summary>
    public long RecordingOff { get; set; }

    /// <summary>Lost: no link was up.</summary>
    public long LinkLost { get; set; }

    /// <summary>Takes a write of MADCControl.</summary>
    public void Control(uint word, long cycle)
    {
        if ((word & 4) != 0 && _recording)
        {
            End();
        }
        (_continuous, _powerDown) = ((word & 0x10) != 0, (word & 8) != 0);
        if ((word & 3) == 0)
        {
            return;
        }
        long fpgaCycle = cycle / EventTiming.ChipCyclesPerFpgaCycle;
        if (clocks.Missing(ClockOutput.Madc, fpgaCycle) is { } missing)
        {
            diagnostics.Add(EmulatorDiagnosticKind.Cause, $"the MADC does not answer MADCControl: {missing}");
            return;
        }
        _chipPerMadc = ChipClockHz / clocks.HzAt(ClockOutput.Madc, fpgaCycle);
        if ((word & 1) != 0 && !_powered)
        {
            _powered = true;
            _readyAt = cycle + (long)Math.Ceiling(new MadcSettings(registers.Madc, word).WakeUpCycles * _chipPerMadc);
        }
        if ((word & 2) != 0 && !_powered)
        {
            diagnostics.Add(EmulatorDiagnosticKind.Cause,
                "the MADC was started without a wake-up (MADCControl.wake_up) and records nothing");
        }
        else if ((word & 2) != 0 && !_recording)
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
        FollowClock(start, end);
        while (_recording && _next <= end)
        {
            double at = _next;
            _next += _settings.PeriodCycles * _chipPerMadc;
            Take(at, (at - start) / (end - start), systemTimeOffset);
        }
    }

    // A changed clock changes the pace from here on; without one the conversion stands still where it is.
    private void FollowClock(long start, long end)
    {
        double hz = clocks.HzAt(ClockOutput.Madc, start / EventTiming.ChipCyclesPerFpgaCycle), period = ChipClockHz / hz;
        if (hz == 0)
        {
            _next += end - start;
        }
        else if (period != _chipPerMadc)
        {
            _next = start + (_next - start) * period / _chipPerMadc;
            _chipPerMadc = period;
        }
    }

    private void Begin(uint control, long start, long now)
    {
        _settings = new(registers.Madc, control);
        (_recording, _taken, _start, _next) = (true, 0, start, start + _settings.PeriodCycles * _chipPerMadc);
        if (!_continuous && _settings.Samples == 0)
        {
            End();
            return;
        }
        LookAt(now);
        string? silent = !_settings.Connected ? "its multiplexer or preamplifier is off (MADCConfig, MADCControl.enable_pre_amplifier)"
            : Enumerable.Range(0, Inputs).Where(IsUsed).Select(input => paths.WhySilent(input, now)).FirstOrDefault(why => why is not null);
        if (silent is not null)
        {
            diagnostics.Add(EmulatorDiagnosticKind.Cause, $"a MADC recording begins at 0 V: {silent}");
        }
    }

    private bool IsUsed(int input) => _settings.Connected && (_settings.InputLength > 0 || input == _settings.InitialInput);

    private void End() => (_recording, _powered) = (false, _powered && !_powerDown);

    private void LookAt(long cycle)
    {
        for (int input = 0; input < Inputs; input++)
        {
            _now[input] = IsUsed(input) ? paths.BufferVolts(input, cycle) : 0;
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
