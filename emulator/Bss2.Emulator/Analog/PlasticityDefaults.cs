namespace Bss2.Emulator.Analog;

/// <summary>
/// Numbers of short-term plasticity, Hagen mode and correlation sensors, with their source; "A" marks an assumption. Frozen like
/// <see cref="AnalogDefaults"/> (docs/decisions/0002, 0007), under a hash of their own.
/// </summary>
/// <remarks>AC = analog-core notes, which cite the published sources.</remarks>
internal static class PlasticityDefaults
{
    // A driver's pulse lasts until a ramp meets its voltage: full length at 0 V, none at code 500 for ramp code 600 (A). Then set 0 of
    // AC 2.5 (charge 100, recover 400) facilitates and set 1 (330, 50) depresses, as published, and code 180 gives 0.64.
    public const double StpZeroVolts = 500 * AnalogDefaults.VoltsPerCode, StpRampCode = 600, StpMinimumBiasCode = 50;

    // About 0.2 of the way to the charge voltage before each event (AC 2.5), then utilization / 16 of it after (A).
    public const double StpBefore = 0.2, StpUtilizationSteps = 16;

    // A tick of the recovery clock, 4 ns · 2^(speed + 1), moves the voltage by (recovery + 1) / 64 of the way (A).
    public const double StpRecoverySteps = 64;

    // Offset of a driver's comparator (A), and a step of its 4-bit correction when calibration and ramp current are equal, as calibration
    // software sets them; a larger setting gives a weaker driver.
    public const double StpOffsetVolts = 30e-3, StpOffsetStepVolts = 10e-3;
    public const int StpOffsetCentre = 8;

    // Hagen mode: activation code 0 is the strongest, 31 the weakest (AC 2.1), on the voltage scale of the ramp; bias code at which that
    // holds as calibration software sets it, centre and step of the 6-bit correction A.
    public const double HagenBiasCode = 890, HagenActivations = 31, HagenOffsetStepVolts = 4e-3;
    public const int HagenOffsetCentre = 31;

    // Correlation sensors (AC 5): 0.5 CADC LSB a pair and 5 µs at the initial biases store 70 and ramp 80 (nominal there: A). Both fall
    // with their bias, for calibration searches them so.
    public const double CorrelationVolts = 0.5 * 4.5e-3, CorrelationStoreCode = 70;
    public const double CorrelationTauSeconds = 5e-6, CorrelationRampCode = 80;

    // A sensor that has just been reset reads 0.9 V (AC 5; above 120 LSB is asked for); pairs pull it down (A).
    public const double CorrelationRestVolts = 0.9;

    // A step of a calibration bit pair, share of the value (A). Spreads stay within the published factor of 2 (AC 5).
    public const double CorrelationBitStep = 0.3, CorrelationAmplitudeLog = 0.25, CorrelationTauLog = 0.25;

    /// <summary>The numbers in a fixed order, for the pin.</summary>
    public static IReadOnlyList<double> Frozen =>
    [
        StpZeroVolts, StpRampCode, StpMinimumBiasCode, StpBefore, StpUtilizationSteps, StpRecoverySteps, StpOffsetVolts, StpOffsetStepVolts,
        StpOffsetCentre, HagenBiasCode, HagenActivations, HagenOffsetStepVolts, HagenOffsetCentre, CorrelationVolts, CorrelationStoreCode,
        CorrelationTauSeconds, CorrelationRampCode, CorrelationRestVolts, CorrelationBitStep, CorrelationAmplitudeLog, CorrelationTauLog,
    ];
}
