using Bss2.Hal.Coordinates;
using Bss2.Network;

namespace Bss2.Runtime.Placement;

/// <summary>CapMem codes and clocks that realise a layer's LIF parameters on a nominal chip.</summary>
/// <remarks>
/// The host's data sheet: nominal maps from codes to physics, assumptions unless the source in analog-core 1.6, 1.7, 2.3 or
/// circuit-prototype 4 says otherwise. A real or mismatched die needs a calibration instead of these codes.
/// </remarks>
public sealed record OperatingPoint
{
    private const double CurrentPerCode = 0.98e-9, LeakLinearVolts = 0.6, VoltsPerCode = 1.8e-3, ThresholdVolts = 0.315,
        CapacitorLsb = 36.5e-15, GmPerCode = 24e-9, LineCapacitance = 0.5e-12, PulseSeconds = 4e-9, LineTauCodeUs = 3 * 500,
        WeightFullScale = 64, ClockHz = 250e6;

    private const int MaximumCode = 1022, LeakCode = 700, ThresholdCode = 475, CapacitorCode = 63, MinimumTicks = 30, MaximumTicks = 255,
        MaximumScale = 15;

    private const double CapacitanceCodes = CapacitorCode + 3.5;

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

    /// <summary>Membrane capacitor code.</summary>
    public static int MembraneCapacitor => CapacitorCode;

    /// <summary>Codes for a layer.</summary>
    /// <exception cref="PlacementException">A time constant or the refractory time is out of the nominal range.</exception>
    public static OperatingPoint For(LifLayer layer)
    {
        LifParameters p = layer.Parameters;
        double capacitance = CapacitanceCodes * CapacitorLsb;
        int leakBias = Code($"v_leak bias for τ_m = {p.MembraneTimeConstantUs} µs of layer {layer.Name}",
            capacitance * LeakLinearVolts / (p.MembraneTimeConstantUs * 1e-6) / CurrentPerCode);
        int lineBias = Code($"synaptic bias for τ_s = {p.SynapticTimeConstantUs} µs of layer {layer.Name}",
            LineTauCodeUs / p.SynapticTimeConstantUs);
        (int ticks, int scale) = Refractory(layer);
        double dropOfFullWeight = PulseSeconds * DacCode * CurrentPerCode * 63 / WeightFullScale / LineCapacitance;
        return new()
        {
            Codes = new Dictionary<int, int>
            {
                [0] = LeakCode + (int)Math.Round((p.Leak - 0) * ThresholdVolts / p.Threshold / VoltsPerCode),
                [1] = LeakCode + (int)Math.Round(p.Reset * ThresholdVolts / p.Threshold / VoltsPerCode),
                [2] = ThresholdCode,
                [8] = leakBias,
                [9] = ResetBiasCode,
                [10] = lineBias,
                [12] = ShiftCode,
                [13] = GmCode,
                [14] = lineBias,
                [16] = ShiftCode,
                [17] = GmCode,
            },
            RefractoryTicks = ticks,
            ClockScale = scale,
            UnitsPerModelWeight = 63 * capacitance * ThresholdVolts / p.Threshold
                / (GmPerCode * GmCode * dropOfFullWeight * p.MembraneTimeConstantUs * 1e-6),
        };
    }

    /// <summary>CapMem cells of a neuron.</summary>
    public IEnumerable<(CapMemCellAddress Cell, int Code)> Cells(AtomicNeuron neuron) =>
        Codes.Select(entry => (neuron.Cell(new CapMemRow(entry.Key)), entry.Value));

    private static int Code(string what, double code) => code is >= 1 and <= MaximumCode ? (int)Math.Round(code)
        : throw new PlacementException(what, code, MaximumCode, "Choose a time constant whose CapMem code lies in 1..1022.");

    private static (int Ticks, int Scale) Refractory(LifLayer layer)
    {
        double cycles = layer.Parameters.RefractoryUs * 1e-6 * ClockHz;
        for (int scale = 0; scale <= MaximumScale; scale++)
        {
            double ticks = Math.Round(cycles / (2 << scale));
            if (ticks <= MaximumTicks)
            {
                return ((int)Math.Max(Math.Min(MinimumTicks, MaximumTicks), ticks), scale);
            }
        }
        throw new PlacementException($"refractory time of layer {layer.Name}, µs", layer.Parameters.RefractoryUs,
            MaximumTicks * (2 << MaximumScale) / ClockHz * 1e6, "Choose a shorter refractory time.");
    }
}
