namespace Bss2.Emulator.Analog;

/// <summary>
/// Every number of the analog model, with its source. "A" marks an assumption. The die part and the noise part are frozen: a test pins
/// their hash, and docs/decisions/0002 says what a change needs.
/// </summary>
/// <remarks>AC = analog-core notes, CP = circuit prototype; both cite the published sources.</remarks>
internal static class AnalogDefaults
{
    // Clocks
    public const double CycleSeconds = 4e-9;              // chip clock 250 MHz (AC 2.6)

    // CapMem (AC 4, 1.6)
    public const double CurrentPerCode = 0.98e-9;         // A per code: about 1 µA at 1022 (AC 4)
    public const double VoltsPerCode = 1.8e-3;            // between 1.57 and 1.875 mV (AC 4, A)
    public const double LeakAxisVolts = -0.84;            // leak and reset axis: code 700 = 0.42 V (AC 1.6, A)
    public const double ThresholdAxisVolts = -0.12;       // threshold axis: 300 there is 700 on the leak axis (AC 1.6)

    // Membrane (AC 1.3)
    public const double CapacitorLsb = 36.5e-15;          // F: 2.3 pF / 63
    public const double IntrinsicLsb = 3.5;               // C_i in LSB
    public const double LeakLinearVolts = 0.6;            // V_lin (AC 1.7, A; CP 2 narrows it)
    public const double LeakMultiplier = 8;               // ×8 and ÷8 (AC 1.3)

    // Reset (CP 4 item 3): not faster than 0.5 µs at ×8, code 1012
    public const double ResetTauAtReference = 0.5e-6;
    public const double ResetReferenceCode = 1012;

    // Synaptic input (AC 2.3, CP 4)
    public const double LineCapacitance = 0.5e-12;        // F with the small-capacitance switch on (AC 2.3)
    public const double LineCapacitanceLarge = 1.0e-12;   // F with it off (A)
    public const double LineTauCodeSeconds = 3e-6 * 500;  // τ_s · code, low resistance: code 500 = 3 µs (AC 8.2, A)
    public const double LineTauCodeSecondsHigh = 20e-6 * 500;
    public const double GmPerCode = 24e-9;                // S (CP 4 item 1)
    public const double SaturationPerCode = 1.5e-9;       // A (AC 2.3, A)
    public const double ShiftCentre = 310;                // code (AC 1.2)
    public const double ShiftVoltsPerCode = 0.25e-3;      // AC 8.3, A
    public const double ComplianceStart = 0.12;           // V: inhibition fades out (CP 4 item 2)
    public const double ComplianceSpan = 0.23;            // V

    // Synapses (AC 2.2)
    public const double PulseSeconds = 4e-9;
    public const double WeightFullScale = 64;

    // Fixed pattern, standard deviations (AC 8.3, all A unless bounded there)
    public const double LeakOffset = 25e-3, PotentialGain = 0.02, ResetOffset = 17e-3, ThresholdOffset = 17e-3;
    public const double LeakConductanceLog = 0.25, LineTauLog = 0.25, GmLog = 0.20;
    public const double OtaOffset = 5e-3, OtaOffsetMean = 2e-3, ShiftGain = 0.05;
    public const double CapacitorGain = 0.01, IntrinsicSpreadLsb = 0.7;
    public const double SynapseGain = 0.05, WeightBitError = 0.015, DriverPulse = 0.05, DacGain = 0.05;
    public const double CapMemGain = 0.03, CapMemOffsetCodes = 2, CrosstalkVolts = 4e-3;
    public const double DeadCell = 1e-3, DeadNeuron = 2e-3, DeadSynapse = 1e-4;
    public const double Truncation = 3.5;

    // Temporal noise (AC 8.4, A)
    public const double MembraneNoiseVolts = 1.5e-3, MembraneNoiseTau = 2e-6, NoiseStepSeconds = 40e-9;
    public const double ComparatorNoiseVolts = 2e-3, DriftVolts = 3e-3, ChargeNoise = 0.01;
    public const double RippleVolts = 0.5e-3, RipplePeriodSeconds = 1e-3;

    /// <summary>The numbers that decide what a die and its noise are, in a fixed order, for the pin.</summary>
    public static IReadOnlyList<double> Frozen =>
    [
        CurrentPerCode, VoltsPerCode, LeakAxisVolts, ThresholdAxisVolts, CapacitorLsb, IntrinsicLsb, LeakLinearVolts, LeakMultiplier,
        ResetTauAtReference, ResetReferenceCode, LineCapacitance, LineCapacitanceLarge, LineTauCodeSeconds, LineTauCodeSecondsHigh,
        GmPerCode, SaturationPerCode, ShiftCentre, ShiftVoltsPerCode, ComplianceStart, ComplianceSpan, PulseSeconds, WeightFullScale,
        LeakOffset, PotentialGain, ResetOffset, ThresholdOffset, LeakConductanceLog, LineTauLog, GmLog, OtaOffset, OtaOffsetMean,
        ShiftGain, CapacitorGain, IntrinsicSpreadLsb, SynapseGain, WeightBitError, DriverPulse, DacGain, CapMemGain, CapMemOffsetCodes,
        CrosstalkVolts, DeadCell, DeadNeuron, DeadSynapse, Truncation, MembraneNoiseVolts, MembraneNoiseTau, NoiseStepSeconds,
        ComparatorNoiseVolts, DriftVolts, ChargeNoise, RippleVolts, RipplePeriodSeconds,
    ];
}
