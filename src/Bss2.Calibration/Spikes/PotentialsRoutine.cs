using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>
/// Threshold and reset at the operating point: with the leak where it will be used and both inputs on, circuits fire by themselves under
/// lowered thresholds, which gives the resting potential on the threshold axis; the threshold then goes the wanted distance above it, and
/// the reset where the wanted share of that distance lies.
/// </summary>
/// <remarks>Both inputs are on so that what is left of their offsets is absorbed (circuit-prototype 4, item 6).</remarks>
internal sealed class PotentialsRoutine : ICalibrationRoutine
{
    private const int Passes = 2;

    private static readonly double[] s_fractions = [0.25, 0.55, 0.85];

    /// <inheritdoc/>
    public string Name => "threshold and reset";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        int n = context.Count;
        RiseModel?[] raised = SpikeMethod.RaisedModels(state);
        double[] scale = SpikeMethod.VoltsPerCode(context, [.. SpikeMethod.Raised(state, context).Select(s => s.Codes[CircuitRow.Leak])],
            state[Quantity.RaisedLeak]);
        var settings = new CircuitSettings[n];
        var expected = new RiseModel[n];
        for (int i = 0; i < n; i++)
        {
            int resting = SpikeMethod.RestingCode(context.Aims[i], context.Circuits[i]);
            int lowered = NominalSettings.LeakAxisCode(context.Aims[i].LeakLsb) - SpikeMethod.LoweredResetCodes;
            settings[i] = state.Settings[i].With(CircuitRow.Leak, resting).With(CircuitRow.Reset, lowered);
            int raisedCode = SpikeMethod.RaisedCode(context.Aims[i], context.Circuits[i]), reset = state.Settings[i].Codes[CircuitRow.Reset];
            expected[i] = raised[i] is { } model ? new(model.LeakCode - (raisedCode - resting), model.ResetCode - (reset - lowered), model.TauUs)
                : new(resting - SpikeMethod.AxisDistanceCodes, lowered - SpikeMethod.AxisDistanceCodes, context.Aims[i].MembraneTauUs);
        }
        var meter = new RiseMeter(context);
        var latest = new RiseModel?[n];
        for (int pass = 0; pass < Passes; pass++)
        {
            RiseReading[] readings = await meter.MeasureAsync(settings, InputSwitches.Both, expected, s_fractions, scale, fitTau: false,
                cancellationToken).ConfigureAwait(false);
            latest = [.. readings.Select(reading => reading.Model)];
            expected = [.. readings.Select(reading => reading.Next)];
            context.Progress?.Report(new(pass + 1, Passes));
        }
        return Place(state, context, settings, latest, raised, scale, before);
    }

    private CalibrationState Place(CalibrationState state, CalibrationContext context, CircuitSettings[] measured, RiseModel?[] resting,
        RiseModel?[] raised, double[] scale, ChipUsage before)
    {
        int n = context.Count, atBoundary = 0;
        var settings = new CircuitSettings[n];
        var success = new bool[n];
        var share = new double?[n];
        var distance = new double?[n];
        for (int i = 0; i < n; i++)
        {
            settings[i] = measured[i].With(CircuitRow.Reset, state.Settings[i].Codes[CircuitRow.Reset]);
            if (resting[i] is not { } low || raised[i] is not { } high)
            {
                continue;
            }
            double codes = context.Aims[i].ThresholdVolts / scale[i];
            // Two reset codes whose place on the threshold axis is known make the slope between both axes known.
            int nominal = state.Settings[i].Codes[CircuitRow.Reset], lowered = measured[i].Codes[CircuitRow.Reset];
            double slope = (high.ResetCode - low.ResetCode) / (nominal - lowered);
            double threshold = low.LeakCode + codes;
            double reset = nominal + (low.LeakCode + context.Aims[i].Target.ResetShare * codes - high.ResetCode) / slope;
            int thresholdCode = CodeRange.CapMem.Clamp(threshold), resetCode = CodeRange.CapMem.Clamp(reset);
            settings[i] = settings[i].With(CircuitRow.Threshold, thresholdCode).With(CircuitRow.Reset, resetCode);
            bool boundary = CodeRange.CapMem.IsBoundary(thresholdCode) || CodeRange.CapMem.IsBoundary(resetCode);
            atBoundary += boundary ? 1 : 0;
            success[i] = !boundary;
            distance[i] = (thresholdCode - low.LeakCode) * scale[i];
            share[i] = (high.ResetCode + (resetCode - nominal) * slope - low.LeakCode) * scale[i] / distance[i];
        }
        CalibrationState next = (state with { Settings = settings })
            .With(Quantity.RestingLeak, [.. resting.Select(m => m?.LeakCode)])
            .With(Quantity.LoweredReset, [.. resting.Select(m => m?.ResetCode)])
            .With(Quantity.ThresholdDistance, distance).With(Quantity.ResetShare, share);
        double[] residuals = [.. distance.Select((d, i) => d - context.Aims[i].ThresholdVolts).OfType<double>()];
        return next with
        {
            Reports =
            [
                .. next.Reports, new()
                {
                    Routine = Name, Version = Version, Measurements = Passes * s_fractions.Length,
                    ChipSeconds = context.Bench.Usage.ChipSeconds - before.ChipSeconds, Success = success, AtBoundary = atBoundary,
                    ResidualRms = residuals.Length > 0 ? Math.Sqrt(residuals.Average(r => r * r)) : null, ResidualUnit = "V",
                },
            ],
        };
    }
}
