using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Targets;

/// <summary>What one circuit is calibrated to.</summary>
/// <remarks>Ranges that calix holds feasible: analog-core 1.5.</remarks>
public sealed record CircuitAim
{
    /// <summary>Volts of a CADC LSB after the CADC's calibration (analog-core 1.6).</summary>
    public const double VoltsPerLsb = 4.5e-3;

    private const double MinimumLsb = 50, MaximumRestLsb = 160, MaximumThresholdLsb = 220;

    /// <summary>Leak potential, CADC LSB.</summary>
    public double LeakLsb { get; init; } = 80;

    /// <summary>Reset potential, CADC LSB.</summary>
    public double ResetLsb { get; init; } = 80;

    /// <summary>Threshold, CADC LSB.</summary>
    public double ThresholdLsb { get; init; } = 150;

    /// <summary>τ_m, µs.</summary>
    public required double MembraneTauUs { get; init; }

    /// <summary>τ_s of both inputs, µs.</summary>
    public required double SynapticTauUs { get; init; }

    /// <summary>θ − E_l, V.</summary>
    public double ThresholdVolts => (ThresholdLsb - LeakLsb) * VoltsPerLsb;

    /// <summary>Operating point as placements know it.</summary>
    public CircuitTarget Target => new(MembraneTauUs, SynapticTauUs, (ResetLsb - LeakLsb) / (ThresholdLsb - LeakLsb));

    /// <summary>Model weight of one weight unit: gain · τ_m / (θ − E_l) of the nominal circuit, so that weight scales stay what they are.</summary>
    public double GainPerUnit => NominalCircuit.GmSiemensPerCode * OperatingPoint.GmCode * NominalCircuit.LineVoltsPerUnit(OperatingPoint.DacCode)
        / NominalCircuit.CapacitanceFarads(OperatingPoint.MembraneCapacitor) * MembraneTauUs * 1e-6 / ThresholdVolts;

    /// <summary>Checks ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of the range that a circuit can reach.</exception>
    public void Validate()
    {
        Require(LeakLsb is >= MinimumLsb and <= MaximumRestLsb, nameof(LeakLsb), LeakLsb, $"{MinimumLsb}..{MaximumRestLsb} CADC LSB");
        Require(ResetLsb is >= MinimumLsb and <= MaximumRestLsb, nameof(ResetLsb), ResetLsb, $"{MinimumLsb}..{MaximumRestLsb} CADC LSB");
        Require(ThresholdLsb > Math.Max(LeakLsb, ResetLsb) && ThresholdLsb <= MaximumThresholdLsb, nameof(ThresholdLsb), ThresholdLsb,
            $"above leak and reset and at most {MaximumThresholdLsb} CADC LSB");
        Require(MembraneTauUs is >= 0.5 and <= 60, nameof(MembraneTauUs), MembraneTauUs, "0.5..60 µs");
        Require(SynapticTauUs is >= 0.3 and <= 30, nameof(SynapticTauUs), SynapticTauUs, "0.3..30 µs");
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; a circuit can be calibrated to {range}.");
        }
    }
}
