namespace Bss2.Emulator.Readout;

/// <summary>
/// Numbers of the converters and of the read-out path, with their source; "A" marks an assumption. Frozen like
/// <see cref="Analog.AnalogDefaults"/> (docs/decisions/0002), under a hash of their own.
/// </summary>
/// <remarks>AC = analog-core notes, which cite the published sources.</remarks>
internal static class ReadoutDefaults
{
    // Synaptic lines rest at this voltage and events pull them down (AC 1.2 for the direction, A for the level).
    public const double LineRestVolts = 0.9;

    // CapMem cell on its debug output: code 70 = 0.15 V, 550 = 1.05 V (AC 3.1, 4)
    public const double DebugVoltsPerCode = 1.875e-3, DebugVoltsAtZero = 18.75e-3;

    // CADC (AC 1.6): 0.15 V = 20 LSB, 1.05 V = 220 LSB. The codes at which that holds are A.
    public const double CadcVoltsPerLsb = 4.5e-3, CadcStartVolts = 0.06;
    public const double CadcNominalOffsetCode = 100, CadcNominalSlopeCode = 200;
    public const double CadcMinimumBiasCode = 50;         // comparator and ramp buffer work above (A)
    public const int CadcRampCycles = 64;                 // 256 counts at 1 GHz; with short waits 135 cycles (AC 5) can be reached (A)
    public const double CadcChannelOffset = 15, CadcQuadrantGain = 0.05, CadcChannelGain = 0.01;   // LSB, –, – (AC 8.3)
    public const double CadcNoiseLsb = 1.0;               // AC 8.4

    // MADC (AC 5, 8.3, 8.4)
    public const double MadcVoltsPerLsb = 1.7e-3, MadcGain = 0.02, MadcOffsetLsb = 5, MadcNoiseLsb = 1.2;
    public const double MadcClockHz = 500e6;              // AC 2.6, with the PLL's defaults; the PLL decides
    public const int MadcBaseCycles = 12;                 // f / (12 + adjust) (AC 5)
    public const double MadcStartupTau = 1e-6;            // A: from 0 V; 0.03 % is left after the 8 µs that AC 5 calls invalid

    /// <summary>The numbers in a fixed order, for the pin.</summary>
    public static IReadOnlyList<double> Frozen =>
    [
        LineRestVolts, DebugVoltsPerCode, DebugVoltsAtZero, CadcVoltsPerLsb, CadcStartVolts, CadcNominalOffsetCode, CadcNominalSlopeCode,
        CadcMinimumBiasCode, CadcRampCycles, CadcChannelOffset, CadcQuadrantGain, CadcChannelGain, CadcNoiseLsb, MadcVoltsPerLsb, MadcGain,
        MadcOffsetLsb, MadcNoiseLsb, MadcClockHz, MadcBaseCycles, MadcStartupTau,
    ];
}
