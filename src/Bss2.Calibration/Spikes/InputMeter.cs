using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.Calibration.Spikes;

/// <summary>
/// Measures both synaptic inputs of circuits that rise by themselves from reset to threshold: first-spike times with one event before, at
/// or after the release. An event before the release acts by what is left of it, which tells the time constant; how much any of them
/// advances or delays the spike tells the gain.
/// </summary>
/// <param name="context">Bench.</param>
/// <param name="membranes">Membranes as measured with raised leak; null where they were not.</param>
/// <param name="voltsPerCode">Slope of the threshold axis per circuit.</param>
internal sealed class InputMeter(CalibrationContext context, IReadOnlyList<RiseModel?> membranes, IReadOnlyList<double> voltsPerCode)
{
    private const int MinimumSpikes = 16;

    // What a trial leaves on the lines has to be gone in the next: a per cent of it would pass for a per cent of the time constant.
    private const double ForgetTimeConstants = 4;

    // The longest time before the release that lies after the reset of the last circuit and after the release of the first.
    private const double EarliestUs = 6.4;

    // A threshold this near to where the leak would have to be, or this far from it, in codes, is no measurement.
    private const double NearestRestCodes = 2, FarthestRestCodes = 600;

    private readonly double _tauSynUs = context.Aims.Max(aim => aim.SynapticTauUs);

    private double LimitUs => 2.5 * context.Aims.Max(aim => aim.MembraneTauUs) + 2 * _tauSynUs;

    private double DropVolts => NominalCircuit.LineVoltsPerUnit(OperatingPoint.DacCode) * context.StimulusUnits;

    /// <summary>Threshold codes at which circuits are measured: the wanted distance above their reset.</summary>
    public int[] Thresholds(IReadOnlyList<CircuitSettings> settings) => [.. settings.Select((s, i) => CodeRange.CapMem.Clamp(
        (membranes[i]?.ResetCode ?? s.Codes[CircuitRow.Reset] - SpikeMethod.AxisDistanceCodes) + context.Aims[i].ThresholdVolts / voltsPerCode[i]))];

    /// <summary>Event times that separate gain from time constant best: one when most of it has decayed, one at the release, one late.</summary>
    public static double[] FewEvents(IReadOnlyList<Targets.CircuitAim> aims) =>
        [-Math.Min(EarliestUs, aims.Min(aim => aim.SynapticTauUs)), 0, 0.75 * aims.Min(aim => aim.MembraneTauUs)];

    /// <summary>More of them, from which a delay can be told, too.</summary>
    public static double[] ManyEvents(IReadOnlyList<Targets.CircuitAim> aims)
    {
        double[] few = FewEvents(aims);
        return [few[0], few[0] / 2, 0, few[2] / 2, few[2]];
    }

    /// <summary>Sets circuits up: settings with raised leak, both inputs on, held back during reset.</summary>
    public ValueTask ApplyAsync(IReadOnlyList<CircuitSettings> settings, double settleMs, CancellationToken cancellationToken)
    {
        int[] thresholds = Thresholds(settings);
        return context.Bench.ApplyAsync([.. settings.Select((s, i) => s.With(CircuitRow.Threshold, thresholds[i]))],
            BenchSwitches.BothPaused, settleMs, cancellationToken);
    }

    /// <summary>Measures with the settings that were applied.</summary>
    /// <param name="settings">Those settings.</param>
    /// <param name="eventsUs">Event times after the mean release.</param>
    /// <param name="epochs">Epochs.</param>
    /// <param name="rounds">Presentations of every stimulus per epoch.</param>
    /// <param name="fitDelay">Whether a delay is fitted; needs more than three event times.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    public async ValueTask<InputReading[]> MeasureAsync(IReadOnlyList<CircuitSettings> settings, double[] eventsUs, int epochs, int rounds,
        bool fitDelay, CancellationToken cancellationToken)
    {
        var stimuli = new List<IReadOnlyList<StimulusEvent>> { Array.Empty<StimulusEvent>() };
        foreach (bool excitatory in new[] { true, false })
        {
            stimuli.AddRange(eventsUs.Select(time => (IReadOnlyList<StimulusEvent>)[new(time, excitatory)]));
        }
        var plan = new TrialPlan(stimuli, epochs, rounds, BenchRouting.DeadUs + LimitUs + ForgetTimeConstants * _tauSynUs);
        CircuitTimes[][] seen = await context.Recorder.FirstSpikesAsync(plan, cancellationToken).ConfigureAwait(false);
        int[] thresholds = Thresholds(settings);
        var readings = new InputReading[context.Count];
        // Circuits do not know of each other: the order in which they are fitted changes nothing.
        Parallel.For(0, context.Count, i => readings[i] = Fit(i, thresholds[i], eventsUs, seen, fitDelay));
        return readings;
    }

    private InputReading Fit(int i, int threshold, double[] eventsUs, CircuitTimes[][] seen, bool fitDelay)
    {
        if (membranes[i] is not { } membrane || seen[0][i].Count < MinimumSpikes
            || Rest(membrane, threshold, seen[0][i].Median(), voltsPerCode[i]) is not { } rise)
        {
            return default;
        }
        var times = new List<LatencyPoint>[2];
        for (int input = 0; input < 2; input++)
        {
            times[input] = [];
            for (int k = 0; k < eventsUs.Length; k++)
            {
                CircuitTimes at = seen[1 + input * eventsUs.Length + k][i];
                if (at.Count >= MinimumSpikes && at.Count > at.Asked / 2)
                {
                    times[input].Add(new(eventsUs[k] + Stagger(i), at.Median(), input == 0 ? 1 : -1));
                }
            }
        }
        double gain = context.Aims[i].GainPerUnit * context.StimulusUnits * context.Aims[i].ThresholdVolts / context.Aims[i].MembraneTauUs;
        var fit = new LatencyFit(rise, threshold, voltsPerCode[i], DropVolts, LimitUs, new(gain, context.Aims[i].SynapticTauUs));
        return fitDelay ? fit.Both(times[0], times[1]) : new(fit.One(times[0]), fit.One(times[1]), null);
    }

    // Events are timed from the mean release; a circuit's own release lies a little before or after it.
    private double Stagger(int i) => (context.Bench.Routing.ResetCycles / 2 - context.Bench.Routing.ResetCycle(i)) * FpgaTime.CycleUs;

    // Inputs that are on add what is left of their offset to the leak: the rise without an event tells the leak's present place.
    private static RiseModel? Rest(RiseModel membrane, int threshold, double riseUs, double voltsPerCode)
    {
        double low = threshold + NearestRestCodes / 2, high = threshold + FarthestRestCodes;
        for (int step = 0; step < 60; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = (membrane with { LeakCode = middle }).RiseUs(threshold, voltsPerCode) > riseUs ? (middle, high) : (low, middle);
        }
        return low > threshold + NearestRestCodes && high < threshold + FarthestRestCodes - NearestRestCodes
            ? membrane with { LeakCode = low } : null;
    }
}
