using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>
/// Resting potentials on the threshold axis: with the leak where it will be used and both inputs on, circuits fire by themselves under
/// thresholds below it, above a lowered reset.
/// </summary>
/// <remarks>Both inputs are on so that what is left of their offsets counts as leak (circuit-prototype 4, item 6).</remarks>
/// <param name="context">Bench.</param>
/// <param name="settings">Settings at the operating point.</param>
/// <param name="raised">Membranes as measured with raised leak and the reset of the settings; null where they were not.</param>
/// <param name="voltsPerCode">Slope of the threshold axis per circuit.</param>
internal sealed class RestMeter(CalibrationContext context, IReadOnlyList<CircuitSettings> settings, IReadOnlyList<RiseModel?> raised,
    IReadOnlyList<double> voltsPerCode)
{
    private const int Looks = 2;

    private static readonly double[] s_fractions = [0.25, 0.55, 0.85];

    /// <summary>Settings of a measurement.</summary>
    public static int Settings => Looks * s_fractions.Length;

    /// <summary>Reset code below the leak of the operating point.</summary>
    public static int LoweredReset(Targets.CircuitAim aim) => NominalSettings.LeakAxisCode(aim.LeakLsb) - SpikeMethod.LoweredResetCodes;

    /// <summary>Measures: once to find, once more precisely.</summary>
    /// <param name="repeats">Repeats of the second look.</param>
    /// <param name="cancellationToken">Stops between settings.</param>
    /// <returns>[repeat][circuit]; leak and lowered reset on the threshold axis.</returns>
    public async ValueTask<RiseModel?[][]> MeasureAsync(int repeats, CancellationToken cancellationToken)
    {
        var meter = new RiseMeter(context);
        CircuitSettings[] lowered = [.. settings.Select((s, i) => s.With(CircuitRow.Reset, LoweredReset(context.Aims[i])))];
        RiseModel[] expected = [.. settings.Select((s, i) => Expected(s, i))];
        RiseReading[] first = await meter.MeasureAsync(lowered, BenchSwitches.Both, expected, s_fractions, voltsPerCode, fitTau: false,
            cancellationToken).ConfigureAwait(false);
        expected = [.. first.Select(reading => reading.Next)];
        RiseReading[][] second = await meter.RepeatAsync(lowered, BenchSwitches.Both, expected, s_fractions, voltsPerCode, fitTau: false,
            repeats, RiseMeter.Epochs / repeats, cancellationToken).ConfigureAwait(false);
        return [.. second.Select(repeat => repeat.Select(reading => reading.Model).ToArray())];
    }

    private RiseModel Expected(CircuitSettings s, int i)
    {
        int leak = s.Codes[CircuitRow.Leak], reset = s.Codes[CircuitRow.Reset], lowered = LoweredReset(context.Aims[i]);
        return raised[i] is { } model ? new(model.LeakCode - SpikeMethod.RaisedCodes, model.ResetCode - (reset - lowered), model.TauUs)
            : new(leak - SpikeMethod.AxisDistanceCodes, lowered - SpikeMethod.AxisDistanceCodes, context.Aims[i].MembraneTauUs);
    }
}
