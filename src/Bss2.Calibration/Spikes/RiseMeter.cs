using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>Measures rise times of circuits that fire by themselves at several thresholds, and fits their membranes.</summary>
internal sealed class RiseMeter(CalibrationContext context)
{
    private const int Epochs = 24, MinimumRises = 8, RisesPerEpoch = 4;

    // Time constants may be this much longer than aimed before they are calibrated.
    private const double SlowFactor = 1.3;

    /// <summary>Measures.</summary>
    /// <param name="settings">Settings; thresholds are set here.</param>
    /// <param name="inputs">Synaptic inputs.</param>
    /// <param name="expected">Where leak and reset should lie.</param>
    /// <param name="fractions">Thresholds, as fractions of the way from reset to leak.</param>
    /// <param name="voltsPerCode">Slope of the threshold axis per circuit.</param>
    /// <param name="fitTau">Whether the time constant is unknown.</param>
    /// <param name="cancellationToken">Stops between settings.</param>
    public async ValueTask<RiseReading[]> MeasureAsync(IReadOnlyList<CircuitSettings> settings, InputSwitches inputs,
        IReadOnlyList<RiseModel> expected, double[] fractions, IReadOnlyList<double> voltsPerCode, bool fitTau,
        CancellationToken cancellationToken)
    {
        var codes = new List<double>[context.Count];
        var rises = new List<double>[context.Count];
        for (int i = 0; i < context.Count; i++)
        {
            (codes[i], rises[i]) = ([], []);
        }
        foreach (double fraction in fractions)
        {
            int[] thresholds = [.. expected.Select(m => CodeRange.CapMem.Clamp(m.ResetCode + fraction * (m.LeakCode - m.ResetCode)))];
            CircuitTimes[] times = await TimesAsync(settings, inputs, thresholds, -Math.Log(1 - fraction), ChipBench.SettleFinelyMs, cancellationToken)
                .ConfigureAwait(false);
            for (int i = 0; i < context.Count; i++)
            {
                if (times[i].Count >= MinimumRises)
                {
                    codes[i].Add(thresholds[i]);
                    rises[i].Add(times[i].Median());
                }
            }
        }
        return [.. Enumerable.Range(0, context.Count).Select(i => Read(expected[i], codes[i], rises[i], voltsPerCode[i], fitTau))];
    }

    // A circuit that starts above a threshold says where its reset is not: the next look begins above that.
    private static RiseReading Read(RiseModel expected, List<double> codes, List<double> rises, double voltsPerCode, bool fitTau)
    {
        if (RiseModel.Fit(expected, codes.ToArray(), rises.ToArray(), voltsPerCode, fitTau) is { } model)
        {
            return new(model, model);
        }
        double[] above = [.. codes.Where((_, k) => rises[k] < RiseModel.ShortestRiseUs)];
        return new(null, above.Length > 0 && above.Max() < expected.LeakCode ? expected with { ResetCode = above.Max() } : expected);
    }

    /// <summary>Rise times at given threshold codes.</summary>
    /// <param name="settings">Settings; thresholds are set here.</param>
    /// <param name="inputs">Synaptic inputs.</param>
    /// <param name="thresholds">Threshold codes.</param>
    /// <param name="timeConstants">Expected rise in τ_m, which decides how long an epoch is.</param>
    /// <param name="settleMs">Time that cells settle.</param>
    /// <param name="cancellationToken">Stops between settings.</param>
    public async ValueTask<CircuitTimes[]> TimesAsync(IReadOnlyList<CircuitSettings> settings, InputSwitches inputs, int[] thresholds,
        double timeConstants, double settleMs, CancellationToken cancellationToken)
    {
        CircuitSettings[] set = [.. settings.Select((s, i) => s.With(CircuitRow.Threshold, thresholds[i]))];
        await context.Bench.ApplyAsync(set, inputs, settleMs, cancellationToken).ConfigureAwait(false);
        double rise = SlowFactor * timeConstants * context.Aims.Max(aim => aim.MembraneTauUs);
        return await context.Recorder.FreeRunAsync(Epochs, RisesPerEpoch * (BenchRouting.DeadUs + rise), cancellationToken)
            .ConfigureAwait(false);
    }
}
