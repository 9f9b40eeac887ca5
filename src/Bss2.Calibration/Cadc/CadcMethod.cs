using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Spikes;
using Bss2.Calibration.Targets;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>What the routines of the converter method share.</summary>
/// <remarks>
/// The order is calix's (analog-core 6.3), with a refinement in which gains are trimmed at the operating point, thresholds are found from
/// intervals between spikes, and the leak takes up what the references of both inputs leave (circuit-prototype 4, item 6).
/// </remarks>
internal static class CadcMethod
{
    /// <summary>LSB of the CADC per code of a potential's cell, by the data sheet.</summary>
    public const double LsbPerCode = NominalCircuit.VoltsPerCode / CircuitAim.VoltsPerLsb;

    /// <summary>τ_m at which input references are compared and gains are found first, µs (analog-core 6.3).</summary>
    public const double LongTauUs = 60;

    /// <summary>Time constants until a membrane counts as at rest.</summary>
    public const double RestTimeConstants = 8;

    /// <summary>Circuits further than this from their target are not accepted, LSB (calix' hardware test: ±8, analog-core 3.1).</summary>
    public const double ToleranceLsb = 8;

    /// <summary>The routines, in their order.</summary>
    public static IReadOnlyList<ICalibrationRoutine> Routines { get; } =
    [
        new ConverterRoutine("converters"),
        new LineTauRoutine(excitatory: true), new LineTauRoutine(excitatory: false),
        new SynapseDacRoutine(), new ThresholdRoutine(),
        new GainRoutine("excitatory gain", excitatory: true, trim: false), new GainRoutine("inhibitory gain", excitatory: false, trim: false),
        new ReferenceRoutine(excitatory: false), new ReferenceRoutine(excitatory: true),
        new LeakRoutine("leak potential", inputs: false), new LeakTauRoutine(), new ResetRoutine("reset potential", refined: false),
        new ConverterRoutine("converters, refined"),
        new GainRoutine("excitatory gain, refined", excitatory: true, trim: true), new GainRoutine("inhibitory gain, refined", excitatory: false, trim: true),
        new SpikeThresholdRoutine(), new ResetRoutine("reset potential, refined", refined: true), new LeakRoutine("leak potential, refined", inputs: true),
        new CadcVerificationRoutine(), new CadcMedianCodesRoutine(),
    ];

    /// <summary>Settings with a leak conductance that makes the membrane slow, by the data sheet.</summary>
    public static CircuitSettings[] Slow(IReadOnlyList<CircuitSettings> settings, double tauUs)
    {
        double bias = NominalCircuit.CapacitanceFarads(OperatingPoint.MembraneCapacitor) * NominalCircuit.LeakLinearVolts / (tauUs * 1e-6)
            / NominalCircuit.AmpsPerCode;
        const double divisor = 8;
        return [.. settings.Select(s => s.With(CircuitRow.LeakBias, CodeRange.CapMem.Clamp(bias * divisor)) with
        {
            LeakMultiply = false, LeakDivide = true,
        })];
    }

    /// <summary>Settings with the leak potential at a reading, from where it is by the data sheet's slope; scattered a little, because cells of
    /// a row that hold the same code disturb each other (analog-core 4).</summary>
    public static CircuitSettings[] WithLeak(CalibrationContext context, IReadOnlyList<CircuitSettings> settings, Func<CircuitAim, double> lsb) =>
        [.. settings.Select((s, i) => s.With(CircuitRow.Leak, CodeRange.CapMem.Clamp(s.Codes[CircuitRow.Leak]
            + (lsb(context.Aims[i]) - context.Aims[i].LeakLsb) / LsbPerCode)))];

    /// <summary>Time until a membrane of the slowest aim is at rest, µs.</summary>
    public static double RestUs(CalibrationContext context) => RestTimeConstants * context.Aims.Max(aim => aim.MembraneTauUs);

    /// <summary>State with the codes of a search, and its report.</summary>
    public static CalibrationState Finish(ICalibrationRoutine routine, CalibrationState state, CalibrationContext context, int row,
        SearchOutcome outcome, SearchGoal goal, ChipUsage before, string unit)
    {
        CalibrationState next = state.WithCodes(row, outcome.Codes);
        return next with { Reports = [.. next.Reports, context.Report(routine, outcome, goal, before, unit)] };
    }

    /// <summary>Codes of a potential by the data sheet, scattered.</summary>
    public static int[] Scattered(CalibrationContext context, Func<CircuitAim, double> lsb) => [.. context.Aims.Select((aim, i) =>
        CodeRange.CapMem.Clamp(NominalSettings.LeakAxisCode(lsb(aim)) + SpikeMethod.RestingCode(aim, context.Circuits[i])
            - NominalSettings.LeakAxisCode(aim.LeakLsb)))];
}
