using D = Bss2.Emulator.Analog.AnalogDefaults;
using P = Bss2.Emulator.Analog.PlasticityDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>
/// Strengths of synapse drivers whose short-term plasticity is on. Each has a voltage that events move towards a charge voltage and time
/// back to a recovery voltage; it sets how long of its 4 ns the driver's pulse is. In Hagen mode the event's activation sets it instead.
/// </summary>
/// <remarks>
/// Register-map 5, analog-core 2.1, 2.5. Evaluated at events only: between them the recovery is an exponential. Pulses must come in the
/// order of their cycles, bus by bus.
/// </remarks>
internal sealed class ShortTermPlasticity(AnalogConfiguration configuration, CircuitDerivation derivation, Die die)
{
    private const int DriversOfBus = 32, Buses = 4, Drivers = AnalogConfiguration.Drivers, ChargeRow = 0, RecoverRow = 2,
        ComparatorRow = 12, RampRow = 13, CalibRow = 14, HagenBiasRow = 22, ActivationBits = 0x1F;

    private readonly double[] _volts = new double[2 * Drivers];
    private readonly long[] _since = new long[2 * Drivers];
    private readonly bool[] _known = new bool[2 * Drivers], _anyOnBus = new bool[2 * Buses];
    private int _version = -1;

    /// <summary>
    /// Strengths of the drivers on a pulse's bus, 0..1 by position; those of drivers without short-term plasticity are 1. Null if no driver
    /// that takes the event has it on. Moves the voltages of those that have.
    /// </summary>
    public float[]? Strengths(in PadiPulse pulse)
    {
        if (_version != configuration.SynapseVersion)
        {
            FindBuses();
        }
        if (!_anyOnBus[Buses * pulse.Hemisphere + pulse.Bus])
        {
            return null;
        }
        float[]? strengths = null;
        for (int position = 0; position < DriversOfBus; position++)
        {
            int driver = Drivers * pulse.Hemisphere + Buses * position + pulse.Bus;
            ref readonly DriverCircuit d = ref configuration.SynapseDrivers[driver];
            if (d.EnableStp && d.Takes(pulse.RowSelect, position))
            {
                strengths ??= [.. Enumerable.Repeat(1f, DriversOfBus)];
                strengths[position] = (float)(d.IsHagen ? Activated(driver, d, pulse) : Event(driver, d, pulse.Cycle));
            }
        }
        return strengths;
    }

    private static int BlockOf(int driver) => 2 * (driver / Drivers) + driver % 2;

    // A driver that has had it off begins at its recovery voltage.
    private void FindBuses()
    {
        _version = configuration.SynapseVersion;
        Array.Clear(_anyOnBus);
        for (int driver = 0; driver < 2 * Drivers; driver++)
        {
            bool on = configuration.SynapseDrivers[driver].EnableStp;
            _anyOnBus[Buses * (driver / Drivers) + driver % Buses] |= on;
            _known[driver] &= on;
        }
    }

    private double Event(int driver, in DriverCircuit d, long cycle)
    {
        int block = BlockOf(driver), set = d.SelectTargetVoltages ? 1 : 0;
        double charge = D.VoltsPerCode * derivation.SharedCell(block, ChargeRow + set, cycle);
        double recover = D.VoltsPerCode * derivation.SharedCell(block, RecoverRow + set, cycle);
        double volts = recover;
        if (_known[driver])
        {
            double elapsed = Math.Max(0, cycle - _since[driver]);
            volts += (_volts[driver] - recover) * Math.Exp(-elapsed * RecoveryRate(driver / Drivers, d));
        }
        volts += P.StpBefore * (charge - volts);
        double step = P.StpOffsetStepVolts * Calibration(block, cycle);
        double strength = PulseShare(block, volts + Offset(driver) + step * (d.Offset - P.StpOffsetCentre), cycle);
        (_volts[driver], _since[driver], _known[driver]) = (volts + d.Utilization / P.StpUtilizationSteps * (charge - volts), cycle, true);
        return strength;
    }

    private double Activated(int driver, in DriverCircuit d, in PadiPulse pulse)
    {
        int block = BlockOf(driver), activation = pulse.SynapseLabel & ActivationBits;
        double bias = derivation.SharedCell(2 * pulse.Hemisphere + 1, HagenBiasRow, pulse.Cycle);
        double volts = P.StpZeroVolts * activation / P.HagenActivations * bias / P.HagenBiasCode;
        return PulseShare(block, volts + Offset(driver) + P.HagenOffsetStepVolts * (d.HagenDacOffset - P.HagenOffsetCentre), pulse.Cycle);
    }

    // 1 / cycles; 0 while the recovery stands still.
    private double RecoveryRate(int hemisphere, in DriverCircuit d)
    {
        uint word = configuration.StpClocks[hemisphere];
        bool runs = d.EnableRecovery && (word & 0x10) != 0;
        return runs ? (d.Recovery + 1) / ((2 << (int)(word & 0xF)) * P.StpRecoverySteps) : 0;
    }

    private double Offset(int driver) => P.StpOffsetVolts * die.Normal(DieParameter.StpOffset, driver);

    private double Calibration(int block, long cycle)
    {
        double ramp = derivation.SharedCell(block, RampRow, cycle);
        return ramp > 0 ? derivation.SharedCell(block, CalibRow, cycle) / ramp : 0;
    }

    // Without bias the ramp or its comparator never ends the pulse.
    private double PulseShare(int block, double volts, long cycle)
    {
        double ramp = derivation.SharedCell(block, RampRow, cycle);
        bool works = ramp >= P.StpMinimumBiasCode && derivation.SharedCell(block, ComparatorRow, cycle) >= P.StpMinimumBiasCode;
        return works ? Math.Clamp(1 - volts / (P.StpZeroVolts * ramp / P.StpRampCode), 0, 1) : 1;
    }
}
