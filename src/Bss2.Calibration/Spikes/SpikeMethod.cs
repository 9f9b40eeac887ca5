using Bss2.Calibration.Fits;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Targets;
using Bss2.Hal.Coordinates;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.Calibration.Spikes;

/// <summary>What the routines of the spikes-only method share.</summary>
/// <remarks>
/// Circuits are made to fire by themselves by a raised leak potential; the threshold cell is the ruler on which E_l and V_r are measured.
/// Absolute volts do not exist in spikes; the slope of the ruler, which only decides how far a leak is from its linear range and how many
/// codes make a threshold distance, comes from the data sheet's distance between the leak's and the threshold's axis.
/// </remarks>
internal static class SpikeMethod
{
    /// <summary>The routines, in their order.</summary>
    public static IReadOnlyList<ICalibrationRoutine> Routines { get; } =
    [
        new FiringOnsetRoutine(), new MembraneTauRoutine(), new InputReferenceRoutine(excitatory: true),
        new InputReferenceRoutine(excitatory: false), new SynapticInputRoutine(), new PotentialsRoutine(), new VerificationRoutine(),
        new MedianCodesRoutine(),
    ];

    /// <summary>Raised leak above the leak at the operating point, codes: 0.48 V.</summary>
    public const int RaisedCodes = 267;

    /// <summary>Lowered reset below the operating point's leak, codes: the threshold can then lie below the resting potential.</summary>
    public const int LoweredResetCodes = 80;

    // Spread of the offset between a circuit's leak and threshold axes, and of a block's slope, relative (analog-core 8.3).
    private const double AxisSpreadCodes = 20, BlockSpread = 0.03;

    private const int LeakScatter = 5;

    /// <summary>Nominal distance between the codes of one potential on the leak's and on the threshold's axis.</summary>
    public const double AxisDistanceCodes = (NominalCircuit.ThresholdAxisVolts - NominalCircuit.LeakAxisVolts) / NominalCircuit.VoltsPerCode;

    /// <summary>Leak code at the operating point; scattered, because cells of a row with equal codes disturb each other (analog-core 4).</summary>
    public static int RestingCode(CircuitAim aim, AtomicNeuron circuit) => Search.CodeRange.CapMem.Clamp(
        NominalSettings.LeakAxisCode(aim.LeakLsb) + SeedTree.Root(0x1EAF).Integer((ulong)circuit.Value, 2 * LeakScatter + 1) - LeakScatter);

    /// <summary>Raised leak code.</summary>
    public static int RaisedCode(CircuitAim aim, AtomicNeuron circuit) =>
        Search.CodeRange.CapMem.Clamp(RestingCode(aim, circuit) + RaisedCodes);

    /// <summary>Settings with the leak raised, for measurements on circuits that fire by themselves.</summary>
    public static CircuitSettings[] Raised(CalibrationState state, CalibrationContext context) =>
        [.. state.Settings.Select((settings, i) => settings.With(CircuitRow.Leak, RaisedCode(context.Aims[i], context.Circuits[i])))];

    /// <summary>A circuit's membrane as measured with raised leak; null where it was not.</summary>
    public static RiseModel?[] RaisedModels(CalibrationState state)
    {
        IReadOnlyList<double?> leak = state[Quantity.RaisedLeak], reset = state[Quantity.NominalReset], tau = state[Quantity.MembraneTau];
        return [.. leak.Select((l, i) => l is { } e && reset[i] is { } r && tau[i] is { } t ? new RiseModel(e, r, t) : (RiseModel?)null)];
    }

    /// <summary>Volts per threshold code of each circuit, from the measurement with raised leak.</summary>
    public static double[] VoltsPerCode(CalibrationContext context, CalibrationState state) => VoltsPerCode(context,
        [.. context.Aims.Select((aim, i) => RaisedCode(aim, context.Circuits[i]))], state[Quantity.RaisedLeak]);

    /// <summary>
    /// Volts per threshold code of each circuit's block: leak and threshold axes lie a known voltage apart, so the number of codes between
    /// a leak cell and the threshold cell of the same potential tells the slope that the block's cells share.
    /// </summary>
    /// <param name="context">Bench.</param>
    /// <param name="leakCodes">Leak cell.</param>
    /// <param name="thresholdCodes">Threshold of the same potential, where known.</param>
    public static double[] VoltsPerCode(CalibrationContext context, IReadOnlyList<int> leakCodes, IReadOnlyList<double?> thresholdCodes)
    {
        var scale = new double[context.Count];
        for (int block = 0; block < CapMemBlock.Count; block++)
        {
            double[] distances = [.. Enumerable.Range(0, context.Count)
                .Where(i => context.Circuits[i].CapMemBlock.Value == block && thresholdCodes[i] is not null)
                .Select(i => leakCodes[i] - thresholdCodes[i]!.Value).Order()];
            double slope = 1;
            if (distances.Length > 0)
            {
                // Median of n circuits against what the data sheet says of blocks: weights by variance.
                double median = distances[distances.Length / 2], error = 1.25 * AxisSpreadCodes / AxisDistanceCodes / Math.Sqrt(distances.Length);
                double weight = BlockSpread * BlockSpread / (BlockSpread * BlockSpread + error * error);
                slope = 1 + weight * (AxisDistanceCodes / median - 1);
            }
            for (int i = 0; i < scale.Length; i++)
            {
                scale[i] = context.Circuits[i].CapMemBlock.Value == block ? slope * NominalCircuit.VoltsPerCode : scale[i];
            }
        }
        return scale;
    }
}
