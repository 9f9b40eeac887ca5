using Bss2.Calibration.Targets;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>Codes and switches by the data sheet: where a calibration starts.</summary>
internal static class NominalSettings
{
    // Bias codes below give coarse steps; above, a slow circuit runs out of codes.
    private const double SmallestBias = 45, LargestBias = 600;

    /// <summary>Settings for an aim on a chip without mismatch.</summary>
    public static CircuitSettings For(CircuitAim aim)
    {
        double leakBias = NominalCircuit.CapacitanceFarads(OperatingPoint.MembraneCapacitor) * NominalCircuit.LeakLinearVolts
            / (aim.MembraneTauUs * 1e-6) / NominalCircuit.AmpsPerCode;
        bool divide = leakBias < SmallestBias, multiply = leakBias > LargestBias;
        leakBias *= divide ? 8 : multiply ? 1 / 8.0 : 1;
        bool high = NominalCircuit.LineTauCodeUs / aim.SynapticTauUs < SmallestBias;
        int line = (int)Math.Round((high ? NominalCircuit.LineTauCodeHighResistanceUs : NominalCircuit.LineTauCodeUs) / aim.SynapticTauUs);
        return new()
        {
            Codes = new Dictionary<int, int>
            {
                [CircuitRow.Leak] = LeakAxisCode(aim.LeakLsb),
                [CircuitRow.Reset] = LeakAxisCode(aim.ResetLsb),
                [CircuitRow.Threshold] = Code((Volts(aim.ThresholdLsb) - NominalCircuit.ThresholdAxisVolts) / NominalCircuit.VoltsPerCode),
                [CircuitRow.LeakBias] = Code(leakBias),
                [CircuitRow.ResetBias] = OperatingPoint.ResetBiasCode,
                [CircuitRow.ExcitatoryTau] = Code(line),
                [CircuitRow.ExcitatoryShift] = OperatingPoint.ShiftCode,
                [CircuitRow.ExcitatoryGm] = OperatingPoint.GmCode,
                [CircuitRow.InhibitoryTau] = Code(line),
                [CircuitRow.InhibitoryShift] = OperatingPoint.ShiftCode,
                [CircuitRow.InhibitoryGm] = OperatingPoint.GmCode,
            },
            LeakMultiply = multiply, LeakDivide = divide, ExcitatoryHighResistance = high, InhibitoryHighResistance = high,
            MembraneCapacitor = OperatingPoint.MembraneCapacitor,
        };
    }

    /// <summary>Code of a potential on the axis of leak and reset.</summary>
    public static int LeakAxisCode(double lsb) => Code((Volts(lsb) - NominalCircuit.LeakAxisVolts) / NominalCircuit.VoltsPerCode);

    private static double Volts(double lsb) => 0.06 + CircuitAim.VoltsPerLsb * lsb;

    private static int Code(double code) => Search.CodeRange.CapMem.Clamp(code);
}
