using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>Measures rise times of circuits that fire by themselves at several thresholds, and fits their membranes.</summary>
internal sealed class RiseMeter(CalibrationContext context)
{
    /// <summary>Epochs of a measurement.</summary>
    public const int Epochs = 24;

    private const int RisesPerEpoch = 4;

    // Time constants may be this much longer than aimed before they are calibrated.
    private const double SlowFactor = 1.3;

    /// <summary>Measures once.</summary>
    /// <param name="settings">Settings; thresholds are set here.</param>
    /// <param name="inputs">Synaptic inputs.</param>
    /// <param name="expected">Where leak and reset should lie.</param>
    /// <param name="fractions">Thresholds, as fractions of the way from reset to leak.</param>
    /// <param name="voltsPerCode">Slope of the threshold axis per circuit.</param>
    /// <param name="fitTau">Whether the time constant is unknown.</param>
    /// <param name="cancellationToken">Stops between settings.</param>
    public async ValueTask<RiseReading[]> MeasureAsync(IReadOnlyList<CircuitSettings> settings, BenchSwitches inputs,
        IReadOnlyList<RiseModel> expected, double[] fractions, IReadOnlyList<double> voltsPerCode, bool fitTau,
        CancellationToken cancellationToken) => (await RepeatAsync(settings, inputs, expected, fractions, voltsPerCode, fitTau, 1, Epochs,
            cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Measures several times at the same settings, so that the scatter tells the error; arguments as before.</summary>
    /// <returns>[repeat][circuit].</returns>
    public async ValueTask<RiseReading[][]> RepeatAsync(IReadOnlyList<CircuitSettings> settings, BenchSwitches inputs,
        IReadOnlyList<RiseModel> expected, double[] fractions, IReadOnlyList<double> voltsPerCode, bool fitTau, int repeats, int epochs,
        CancellationToken cancellationToken)
    {
        var seen = new List<(int[] Thresholds, CircuitTimes[][] Times)>();
        foreach (double fraction in fractions)
        {
            int[] thresholds = [.. expected.Select(m => CodeRange.CapMem.Clamp(m.ResetCode + fraction * (m.LeakCode - m.ResetCode)))];
            await ApplyAsync(settings, inputs, thresholds, ChipBench.SettleFinelyMs, cancellationToken).ConfigureAwait(false);
            var times = new CircuitTimes[repeats][];
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                times[repeat] = await RecordAsync(-Math.Log(1 - fraction), epochs, cancellationToken).ConfigureAwait(false);
            }
            seen.Add((thresholds, times));
        }
        var readings = new RiseReading[repeats][];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            int now = repeat;
            readings[repeat] = [.. Enumerable.Range(0, context.Count).Select(i => Read(expected[i],
                [.. seen.Where(s => s.Times[now][i].Count >= epochs / 3).Select(s => ((double)s.Thresholds[i], s.Times[now][i].Median()))],
                voltsPerCode[i], fitTau))];
        }
        return readings;
    }

    /// <summary>Rise times at given threshold codes.</summary>
    /// <param name="settings">Settings; thresholds are set here.</param>
    /// <param name="inputs">Synaptic inputs.</param>
    /// <param name="thresholds">Threshold codes.</param>
    /// <param name="timeConstants">Expected rise in τ_m, which decides how long an epoch is.</param>
    /// <param name="settleMs">Time that cells settle.</param>
    /// <param name="cancellationToken">Stops between settings.</param>
    public async ValueTask<CircuitTimes[]> TimesAsync(IReadOnlyList<CircuitSettings> settings, BenchSwitches inputs, int[] thresholds,
        double timeConstants, double settleMs, CancellationToken cancellationToken)
    {
        await ApplyAsync(settings, inputs, thresholds, settleMs, cancellationToken).ConfigureAwait(false);
        return await RecordAsync(timeConstants, Epochs, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask ApplyAsync(IReadOnlyList<CircuitSettings> settings, BenchSwitches inputs, int[] thresholds, double settleMs,
        CancellationToken cancellationToken) => context.Bench.ApplyAsync(
            [.. settings.Select((s, i) => s.With(CircuitRow.Threshold, thresholds[i]))], inputs, settleMs, cancellationToken);

    private ValueTask<CircuitTimes[]> RecordAsync(double timeConstants, int epochs, CancellationToken cancellationToken)
    {
        double rise = SlowFactor * timeConstants * context.Aims.Max(aim => aim.MembraneTauUs);
        return context.Recorder.FreeRunAsync(epochs, RisesPerEpoch * (BenchRouting.DeadUs + rise), cancellationToken);
    }

    // A circuit that starts above a threshold says where its reset is not: the next look begins above that.
    private static RiseReading Read(RiseModel expected, (double Code, double Rise)[] points, double voltsPerCode, bool fitTau)
    {
        if (RiseModel.Fit(expected, [.. points.Select(p => p.Code)], [.. points.Select(p => p.Rise)], voltsPerCode, fitTau) is { } model)
        {
            return new(model, model);
        }
        double[] above = [.. points.Where(p => p.Rise < RiseModel.ShortestRiseUs).Select(p => p.Code)];
        return new(null, above.Length > 0 && above.Max() < expected.LeakCode ? expected with { ResetCode = above.Max() } : expected);
    }
}
