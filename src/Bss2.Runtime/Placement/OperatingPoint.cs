using Bss2.Network;

namespace Bss2.Runtime.Placement;

/// <summary>CapMem codes and clocks that realise a layer's LIF parameters on a nominal chip.</summary>
/// <remarks>
/// The host's data sheet: nominal maps from codes to physics, assumptions unless the source in analog-core 1.6, 1.7, 2.3 or
/// circuit-prototype 4 says otherwise. A real or mismatched die needs a calibration instead of these codes.
/// </remarks>
public sealed record OperatingPoint
{
    private const int MaximumCode = 1022, LeakCode = 700, ThresholdCode = 475, CapacitorCode = 63, MinimumTicks = 30, MaximumTicks = 255,
        MaximumScale = 15;

    /// <summary>CapMem code of the synapse DAC bias, shared by a quadrant.</summary>
    public const int DacCode = 1000;

    /// <summary>CapMem code of the synaptic transconductances.</summary>
    public const int GmCode = 500;

    /// <summary>CapMem code of the OTA references: nominal zero offset.</summary>
    public const int ShiftCode = 310;

    /// <summary>CapMem code of the reset bias, with ×8.</summary>
    public const int ResetBiasCode = 1012;

    /// <summary>Codes per CapMem row of a neuron.</summary>
    public required IReadOnlyDictionary<int, int> Codes { get; init; }

    /// <summary>Refractory counter.</summary>
    public required int RefractoryTicks { get; init; }

    /// <summary>Clock scale: a tick is 4 ns · 2^(scale + 1).</summary>
    public required int ClockScale { get; init; }

    /// <summary>Hardware weight units that make model weight 1 (circuit-prototype 4, item 5).</summary>
    public required double UnitsPerModelWeight { get; init; }

    /// <summary>What the rounded codes and clocks mean on a nominal chip.</summary>
    public required LifParameters Realised { get; init; }

    /// <summary>Membrane capacitor code.</summary>
    public static int MembraneCapacitor => CapacitorCode;

    /// <summary>Codes for a layer.</summary>
    /// <exception cref="PlacementException">A time constant or the refractory time is out of the nominal range.</exception>
    public static OperatingPoint For(LifLayer layer)
    {
        LifParameters p = layer.Parameters;
        double capacitance = NominalCircuit.CapacitanceFarads(CapacitorCode), modelPerStep =
            NominalCircuit.VoltsPerCode / NominalCircuit.ThresholdVolts * p.Threshold;
        int leakBias = Code($"v_leak bias for τ_m = {p.MembraneTimeConstantUs} µs of layer {layer.Name}",
            capacitance * NominalCircuit.LeakLinearVolts / (p.MembraneTimeConstantUs * 1e-6) / NominalCircuit.AmpsPerCode);
        int lineBias = Code($"synaptic bias for τ_s = {p.SynapticTimeConstantUs} µs of layer {layer.Name}",
            NominalCircuit.LineTauCodeUs / p.SynapticTimeConstantUs);
        (int ticks, int scale) = Refractory(layer);
        return new()
        {
            Codes = new Dictionary<int, int>
            {
                [CircuitRow.Leak] = LeakCode + Steps(p.Leak / p.Threshold),
                [CircuitRow.Reset] = LeakCode + Steps(p.Reset / p.Threshold),
                [CircuitRow.Threshold] = ThresholdCode,
                [CircuitRow.LeakBias] = leakBias,
                [CircuitRow.ResetBias] = ResetBiasCode,
                [CircuitRow.ExcitatoryTau] = lineBias,
                [CircuitRow.ExcitatoryShift] = ShiftCode,
                [CircuitRow.ExcitatoryGm] = GmCode,
                [CircuitRow.InhibitoryTau] = lineBias,
                [CircuitRow.InhibitoryShift] = ShiftCode,
                [CircuitRow.InhibitoryGm] = GmCode,
            },
            Realised = p with
            {
                MembraneTimeConstantUs = capacitance * NominalCircuit.LeakLinearVolts / (leakBias * NominalCircuit.AmpsPerCode) * 1e6,
                SynapticTimeConstantUs = NominalCircuit.LineTauCodeUs / lineBias,
                Leak = Steps(p.Leak / p.Threshold) * modelPerStep,
                Reset = Steps(p.Reset / p.Threshold) * modelPerStep,
                // The membrane is let go one tick before the comparator counts again (register-map 3: hold-off 15).
                RefractoryUs = (ticks - 1) * (2 << scale) / NominalCircuit.ClockHz * 1e6,
            },
            RefractoryTicks = ticks,
            ClockScale = scale,
            UnitsPerModelWeight = capacitance * NominalCircuit.ThresholdVolts / p.Threshold / (NominalCircuit.GmSiemensPerCode * GmCode
                * NominalCircuit.LineVoltsPerUnit(DacCode) * p.MembraneTimeConstantUs * 1e-6),
        };
    }

    private static int Steps(double thresholds) =>
        (int)Math.Round(thresholds * NominalCircuit.ThresholdVolts / NominalCircuit.VoltsPerCode);

    private static int Code(string what, double code) => code is >= 1 and <= MaximumCode ? (int)Math.Round(code)
        : throw new PlacementException(what, code, MaximumCode, "Choose a time constant whose CapMem code lies in 1..1022.");

    private static (int Ticks, int Scale) Refractory(LifLayer layer)
    {
        double cycles = layer.Parameters.RefractoryUs * 1e-6 * NominalCircuit.ClockHz;
        for (int scale = 0; scale <= MaximumScale; scale++)
        {
            double ticks = Math.Round(cycles / (2 << scale));
            if (ticks <= MaximumTicks)
            {
                return ((int)Math.Max(Math.Min(MinimumTicks, MaximumTicks), ticks), scale);
            }
        }
        throw new PlacementException($"refractory time of layer {layer.Name}, µs", layer.Parameters.RefractoryUs,
            MaximumTicks * (2 << MaximumScale) / NominalCircuit.ClockHz * 1e6, "Choose a shorter refractory time.");
    }
}
