using Bss2.Calibration.Routines;
using Bss2.Calibration.Spikes;
using Bss2.Calibration.Targets;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Measures the calibrated circuits once more and rejects those that are not what they should be.</summary>
internal sealed class CadcVerificationRoutine : ICalibrationRoutine
{
    /// <inheritdoc/>
    public string Name => "verification";

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        double?[][] found = await new CadcSurvey(context).RunAsync(state.Settings, cancellationToken).ConfigureAwait(false);
        CalibrationState next = state;
        for (int q = 0; q < found.Length; q++)
        {
            next = next.With(CadcSurvey.Names[q], found[q]);
        }
        var report = new RoutineReport
        {
            Routine = Name, Version = Version, Measurements = 1, AtBoundary = 0,
            Success = [.. context.Aims.Select((aim, i) => CadcSurvey.Passes(aim, [.. found.Select(quantity => quantity[i])]))],
            ChipSeconds = context.Bench.Usage.ChipSeconds - before.ChipSeconds,
        };
        next = InThresholdCodes(next, context);
        return next with { Reports = [.. next.Reports, report] };
    }

    // What the spikes-only survey starts from, so that a chip calibrated by converters can be characterised from spikes.
    private static CalibrationState InThresholdCodes(CalibrationState state, CalibrationContext context)
    {
        int n = context.Count;
        var (leak, reset, raised, distance, share) = (new double?[n], new double?[n], new double?[n], new double?[n], new double?[n]);
        for (int i = 0; i < n; i++)
        {
            if (state[Quantity.Leak][i] is { } e && state[Quantity.Reset][i] is { } r && state[Quantity.Threshold][i] is { } t)
            {
                CircuitSettings s = state.Settings[i];
                CircuitAim aim = context.Aims[i];
                int threshold = s.Codes[CircuitRow.Threshold];
                leak[i] = threshold - (t - e) / CadcMethod.LsbPerCode;
                raised[i] = leak[i] + SpikeMethod.RaisedCode(aim, context.Circuits[i]) - s.Codes[CircuitRow.Leak];
                reset[i] = threshold - (t - r) / CadcMethod.LsbPerCode + NominalSettings.LeakAxisCode(aim.ResetLsb) - s.Codes[CircuitRow.Reset];
                (distance[i], share[i]) = ((t - e) * CircuitAim.VoltsPerLsb, (r - e) / (t - e));
            }
        }
        return state.With(Quantity.RestingLeak, leak).With(Quantity.RaisedLeak, raised).With(Quantity.NominalReset, reset)
            .With(Quantity.ThresholdDistance, distance).With(Quantity.ResetShare, share);
    }
}
