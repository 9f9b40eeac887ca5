using Bss2.Calibration.Fits;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>
/// Threshold and reset at the operating point: once the resting potential is known on the threshold axis, the threshold goes the wanted
/// distance above it, and the reset where the wanted share of that distance lies.
/// </summary>
internal sealed class PotentialsRoutine : ICalibrationRoutine
{
    private const int FarCodes = 50;

    /// <inheritdoc/>
    public string Name => "threshold and reset";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        RiseModel?[] raised = SpikeMethod.RaisedModels(state);
        double[] scale = SpikeMethod.VoltsPerCode(context, state);
        CircuitSettings[] settings = [.. state.Settings.Select((s, i) =>
            s.With(CircuitRow.Leak, SpikeMethod.RestingCode(context.Aims[i], context.Circuits[i])))];
        var meter = new RestMeter(context, settings, raised, scale);
        RiseModel?[] resting = (await meter.MeasureAsync(1, cancellationToken).ConfigureAwait(false))[0];
        context.Progress?.Report(new(RestMeter.Settings, RestMeter.Settings));
        int atBoundary = 0;
        var success = new bool[context.Count];
        for (int i = 0; i < context.Count; i++)
        {
            if (resting[i] is { } low && raised[i] is { } high)
            {
                (settings[i], success[i]) = Place(settings[i], low, high, context.Aims[i], scale[i]);
                atBoundary += success[i] ? 0 : 1;
            }
        }
        CalibrationState next = (state with { Settings = settings }).With(Quantity.RestingLeak, [.. resting.Select(m => m?.LeakCode)]);
        var report = new RoutineReport
        {
            Routine = Name, Version = Version, Measurements = RestMeter.Settings, Success = success, AtBoundary = atBoundary,
            ChipSeconds = context.Bench.Usage.ChipSeconds - before.ChipSeconds,
        };
        return next with { Reports = [.. next.Reports, report] };
    }

    private static (CircuitSettings Settings, bool Success) Place(CircuitSettings s, RiseModel low, RiseModel high, Targets.CircuitAim aim,
        double voltsPerCode)
    {
        double codes = aim.ThresholdVolts / voltsPerCode;
        // Two reset codes far from each other whose place on the threshold axis is known make the slope between both axes known.
        int nominal = s.Codes[CircuitRow.Reset], lowered = RestMeter.LoweredReset(aim);
        double slope = Math.Abs(nominal - lowered) >= FarCodes ? (high.ResetCode - low.ResetCode) / (nominal - lowered) : 1;
        double reset = nominal + (low.LeakCode + aim.Target.ResetShare * codes - high.ResetCode) / slope;
        int thresholdCode = CodeRange.CapMem.Clamp(low.LeakCode + codes), resetCode = CodeRange.CapMem.Clamp(reset);
        return (s.With(CircuitRow.Threshold, thresholdCode).With(CircuitRow.Reset, resetCode),
            !CodeRange.CapMem.IsBoundary(thresholdCode) && !CodeRange.CapMem.IsBoundary(resetCode));
    }
}
