using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Targets;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Measures what circuits are with given settings, changing none of what is measured.</summary>
internal sealed class CadcSurvey(CalibrationContext context)
{
    private const int Recordings = 2, EventRounds = 4, Steps = 7;

    private int _done;

    /// <summary>Names of what is found.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        Quantity.Leak, Quantity.Reset, Quantity.Threshold, Quantity.MembraneTau, Quantity.ExcitatoryTau, Quantity.InhibitoryTau,
        Quantity.ExcitatoryGain, Quantity.InhibitoryGain,
    ];

    /// <summary>Measures.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="cancellationToken">Stops between programs.</param>
    /// <returns>[quantity][circuit], in the order of <see cref="Names"/>; null where a circuit did not show it.</returns>
    public async ValueTask<double?[][]> RunAsync(IReadOnlyList<CircuitSettings> settings, CancellationToken cancellationToken)
    {
        double[] leak = await LeakRoutine.MeasureAsync(context, settings, inputs: true, cancellationToken).ConfigureAwait(false);
        Done();
        double[] reset = await ResetRoutine.MeasureAsync(context, settings, cancellationToken).ConfigureAwait(false);
        Done();
        var decays = new DecayMeter(context);
        double?[] exc = await decays.LinesAsync(settings, excitatory: true, cancellationToken).ConfigureAwait(false);
        double?[] inh = await decays.LinesAsync(settings, excitatory: false, cancellationToken).ConfigureAwait(false);
        Done();
        double?[] membrane = await decays.MembranesAsync(settings, Recordings, cancellationToken).ConfigureAwait(false);
        Done();
        Observation[] threshold = await new ThresholdMeter(context).MeasureAsync(settings, membrane, cancellationToken).ConfigureAwait(false);
        Done();
        double?[] excGain = await GainAsync(settings, excitatory: true, cancellationToken).ConfigureAwait(false);
        Done();
        double?[] inhGain = await GainAsync(settings, excitatory: false, cancellationToken).ConfigureAwait(false);
        Done();
        return
        [
            [.. leak.Select(InRange)], [.. reset.Select(InRange)], [.. threshold.Select(seen => seen.IsMeasured ? seen.Value : (double?)null)], membrane, exc, inh, excGain, inhGain,
        ];
    }

    private async ValueTask<double?[]> GainAsync(IReadOnlyList<CircuitSettings> settings, bool excitatory, CancellationToken cancellationToken)
    {
        var meter = new ResponseMeter(context, excitatory, aim => aim.MembraneTauUs, aim => aim.SynapticTauUs);
        double[] ratios = await meter.RatiosAsync(CadcMethod.WithLeak(context, settings, meter.RestLsb), EventRounds, cancellationToken)
            .ConfigureAwait(false);
        return [.. ratios.Select((ratio, i) => (double?)(ratio * context.Aims[i].GainPerUnit))];
    }

    // A potential at an end of the converter's range lies anywhere beyond it (a stuck cell's does): that is no measurement of it.
    private static double? InRange(double lsb) => lsb is > 0 and < CadcReader.LargestSample ? lsb : null;

    private void Done() => context.Progress?.Report(new(++_done, Steps));

    /// <summary>Whether a circuit is what its aim says.</summary>
    /// <param name="aim">The aim.</param>
    /// <param name="found">What was measured, in the order of <see cref="Names"/>.</param>
    public static bool Passes(CircuitAim aim, double?[] found)
    {
        // Far beyond the error of the method: what fails here has a broken cell or was led astray.
        const double relativeTolerance = 0.2;
        for (int q = 0; q < found.Length; q++)
        {
            string name = Names[q];
            double target = Quantity.Target(name, aim);
            double tolerance = name is Quantity.Leak or Quantity.Reset or Quantity.Threshold ? CadcMethod.ToleranceLsb : relativeTolerance * target;
            if (!(found[q] is { } value && Math.Abs(value - target) <= tolerance))
            {
                return false;
            }
        }
        return true;
    }
}
