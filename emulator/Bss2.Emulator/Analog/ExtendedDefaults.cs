namespace Bss2.Emulator.Analog;

/// <summary>
/// Numbers of what goes beyond plain LIF circuits, with their source; "A" marks an assumption. Frozen like <see cref="AnalogDefaults"/>
/// (docs/decisions/0002, 0003), under a hash of their own.
/// </summary>
/// <remarks>AC = analog-core notes. The chip's range of each parameter is published more often than its map from codes.</remarks>
internal static class ExtendedDefaults
{
    // Offset current (AC 1.7): three facts fit 0.1 nA per code; not linear above 800 (AC 1.3); slope there and spread A.
    public const double OffsetCurrentPerCode = 0.1e-9, OffsetLinearCode = 800, OffsetSlopeAbove = 0.5, OffsetCurrentSpread = 0.1;

    // Source degeneration: the OTA has half its transconductance over twice the range (AC 1.3 for its existence, A for the factor).
    public const double DegenerationFactor = 2;

    // Conductance-based input (AC 1.2 for the law, A for the slope): bias code times this adds to the code of gm per volt of distance.
    public const double CobaPerVolt = 2, CobaLog = 0.20;

    // Bypass: an event this large on a line switches (A); AC 1.3: DAC 1022 and pulse extension 15 give 126 mV at w = 63.
    public const double BypassVolts = 50e-3;

    // Inter-compartment conductance: S per code and factor (AC 1.3); codes 50 to 1000 then span τ_icc 0.1 to 30 µs (A).
    public const double InterCompartmentPerCode = 6e-9, InterCompartmentFactor = 4, InterCompartmentLog = 0.25;

    // Adaptation (AC 1.2 for the equations, A for all maps): τ_w · code; a per code; growth of w in a pulse, A/s per code; read-out V/A.
    public const double AdaptationTauCodeSeconds = 10e-3, AdaptationAPerCode = 1e-9, AdaptationBPerCode = 4e-4, AdaptationVoltsPerAmpere = 1e6;
    public const double AdaptationLimit = 1e-6, AdaptationTauLog = 0.25, AdaptationLog = 0.20;

    // Exponential term: I = I₀ e^{(V − V_exp)/Δ_T}, I₀ per code; Δ_T is fixed by the circuit (A); it saturates.
    public const double ExponentialPerCode = 0.1e-9, ExponentialSlopeVolts = 25e-3, ExponentialLimit = 2e-6, ExponentialLog = 0.20;

    // Potentials of these circuits: offset of the same class as the reset potential's (AC 8.3).
    public const double PotentialOffset = 17e-3;

    /// <summary>The numbers in a fixed order, for the pin.</summary>
    public static IReadOnlyList<double> Frozen =>
    [
        OffsetCurrentPerCode, OffsetLinearCode, OffsetSlopeAbove, OffsetCurrentSpread, DegenerationFactor, CobaPerVolt, CobaLog, BypassVolts,
        InterCompartmentPerCode, InterCompartmentFactor, InterCompartmentLog, AdaptationTauCodeSeconds, AdaptationAPerCode,
        AdaptationBPerCode, AdaptationVoltsPerAmpere, AdaptationLimit, AdaptationTauLog, AdaptationLog, ExponentialPerCode,
        ExponentialSlopeVolts, ExponentialLimit, ExponentialLog, PotentialOffset,
    ];
}
