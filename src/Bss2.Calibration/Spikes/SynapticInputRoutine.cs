using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>
/// Gains and time constants of both synaptic inputs at once: first-spike times of circuits that rise by themselves, with one event before,
/// at and after their release. An event before the release acts by what is left of it, which tells the time constant; how much any of them
/// advances or delays the spike tells the gain.
/// </summary>
/// <remarks>Analog-core 6.5: first-spike latency at fixed weight, and delay curve against event phase.</remarks>
internal sealed class SynapticInputRoutine : ICalibrationRoutine
{
    private const int Rounds = 3, Parameters = 4;
    private const double Tolerance = 0.15;

    private static readonly int[] s_rows = [CircuitRow.ExcitatoryGm, CircuitRow.InhibitoryGm, CircuitRow.ExcitatoryTau, CircuitRow.InhibitoryTau];

    private static readonly string[] s_quantities =
        [Quantity.ExcitatoryGain, Quantity.InhibitoryGain, Quantity.ExcitatoryTau, Quantity.InhibitoryTau];

    /// <inheritdoc/>
    public string Name => "synaptic gains and time constants";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var problem = new Problem(state, context);
        int n = context.Count;
        var goal = new SearchGoal(new(2, CodeRange.CapMem.Maximum), [.. Enumerable.Repeat(1.0, Parameters * n)], Rising: true)
        {
            Start = [.. s_rows.SelectMany(row => state.Settings.Select(settings => settings.Codes[row]))], Tolerance = Tolerance,
        };
        var search = new PredictionSearch(i => PredictionLaw.Power(i < 2 * n ? 1 : -1), Rounds);
        SearchOutcome outcome = await SearchLoop.RunAsync(search, problem, goal, new(), context.Progress, cancellationToken)
            .ConfigureAwait(false);
        CalibrationState next = state;
        for (int p = 0; p < Parameters; p++)
        {
            int first = p * n;
            next = next.WithCodes(s_rows[p], [.. outcome.Codes.Skip(first).Take(n)]).With(s_quantities[p],
                [.. outcome.Observations.Skip(first).Take(n).Select((seen, i) => seen.IsMeasured ? seen.Value * Target(context, p, i) : (double?)null)]);
        }
        RoutineReport report = context.Report(this, outcome, goal, before, "of the target");
        bool[] success = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, Parameters).All(p => report.Success[p * n + i]))];
        return next with { Reports = [.. next.Reports, report with { Success = success }] };
    }

    private static double Target(CalibrationContext context, int parameter, int i) =>
        parameter < 2 ? context.Aims[i].GainPerUnit : context.Aims[i].SynapticTauUs;

    private sealed class Problem(CalibrationState state, CalibrationContext context) : ICalibrationProblem
    {
        private const int Epochs = 16, RoundsPerEpoch = 8, MinimumSpikes = 24;

        // What a trial leaves on the lines has to be gone in the next: a per cent of it would pass for a per cent of the time constant.
        private const double ForgetTimeConstants = 4;

        // The longest time before the release that lies after the reset of the last circuit, and after the release of the first.
        private const double EarliestUs = 6.4;

        private readonly CircuitSettings[] _settings = SpikeMethod.Raised(state, context);
        private readonly RiseModel?[] _membranes = SpikeMethod.RaisedModels(state);
        private readonly double[] _scale = SpikeMethod.VoltsPerCode(context,
            [.. SpikeMethod.Raised(state, context).Select(s => s.Codes[CircuitRow.Leak])], state[Quantity.RaisedLeak]);

        public string Name => "first spikes after single events";

        public int Count => Parameters * context.Count;

        public async ValueTask MeasureAsync(ReadOnlyMemory<int> codes, Memory<Observation> observations, CancellationToken cancellationToken)
        {
            int n = context.Count;
            var set = new CircuitSettings[n];
            var thresholds = new int[n];
            for (int i = 0; i < n; i++)
            {
                double reset = _membranes[i]?.ResetCode ?? _settings[i].Codes[CircuitRow.Reset] - SpikeMethod.AxisDistanceCodes;
                thresholds[i] = CodeRange.CapMem.Clamp(reset + context.Aims[i].ThresholdVolts / _scale[i]);
                set[i] = _settings[i].With(CircuitRow.Threshold, thresholds[i]);
                for (int p = 0; p < Parameters; p++)
                {
                    set[i] = set[i].With(s_rows[p], codes.Span[p * n + i]);
                }
            }
            await context.Bench.ApplyAsync(set, InputSwitches.BothPaused, ChipBench.SettleMs, cancellationToken).ConfigureAwait(false);
            double[] times = EventTimes();
            var stimuli = new List<IReadOnlyList<StimulusEvent>> { Array.Empty<StimulusEvent>() };
            stimuli.AddRange(times.Select(time => (IReadOnlyList<StimulusEvent>)[new(time, Excitatory: true)]));
            stimuli.AddRange(times.Select(time => (IReadOnlyList<StimulusEvent>)[new(time, Excitatory: false)]));
            double tauSyn = context.Aims.Max(aim => aim.SynapticTauUs), limitUs = 2.5 * context.Aims.Max(aim => aim.MembraneTauUs) + 2 * tauSyn;
            CircuitTimes[][] seen = await context.Recorder.FirstSpikesAsync(
                new(stimuli, Epochs, RoundsPerEpoch, BenchRouting.DeadUs + limitUs + ForgetTimeConstants * tauSyn), cancellationToken).ConfigureAwait(false);
            Observation[] found = new Observation[Parameters * n];
            Parallel.For(0, n, i => Fit(i, thresholds[i], times, seen, limitUs, found));
            found.CopyTo(observations);
        }

        // One event early enough that most of it has decayed, one at the release, one late on the way up: together they separate gain from
        // time constant best.
        private double[] EventTimes()
        {
            double tauSyn = context.Aims.Min(aim => aim.SynapticTauUs), tauMem = context.Aims.Min(aim => aim.MembraneTauUs);
            return [-Math.Min(EarliestUs, tauSyn), 0, 0.75 * tauMem];
        }

        private void Fit(int i, int threshold, double[] times, CircuitTimes[][] seen, double limitUs, Observation[] found)
        {
            int n = context.Count;
            if (_membranes[i] is not { } membrane || seen[0][i].Count < MinimumSpikes || Rest(membrane, threshold, seen[0][i].Median(), _scale[i]) is not { } rise)
            {
                return;
            }
            CircuitAim(i, out double drop, out InputModel guess);
            for (int input = 0; input < 2; input++)
            {
                var events = new List<double>();
                var spikes = new List<double>();
                for (int k = 0; k < times.Length; k++)
                {
                    CircuitTimes at = seen[1 + input * times.Length + k][i];
                    if (at.Count >= MinimumSpikes && at.Count > at.Asked / 2)
                    {
                        events.Add(times[k] + Stagger(i));
                        spikes.Add(at.Median());
                    }
                }
                if (spikes.Count >= 2 && InputModel.Fit(guess, rise, threshold, _scale[i], events, spikes, input == 0 ? 1 : -1, drop, limitUs) is { } model)
                {
                    double gain = model.GainVoltsPerUs / context.StimulusUnits * membrane.TauUs / context.Aims[i].ThresholdVolts;
                    found[input * n + i] = Observation.Of(gain / Target(context, input, i));
                    found[(2 + input) * n + i] = Observation.Of(model.TauUs / Target(context, 2 + input, i));
                }
            }
        }

        private void CircuitAim(int i, out double drop, out InputModel guess)
        {
            drop = NominalCircuit.LineVoltsPerUnit(OperatingPoint.DacCode) * context.StimulusUnits;
            double gain = context.Aims[i].GainPerUnit * context.StimulusUnits * context.Aims[i].ThresholdVolts / context.Aims[i].MembraneTauUs;
            guess = new(gain, context.Aims[i].SynapticTauUs);
        }

        // Events are timed from the mean release; a circuit's own release lies a little before or after it.
        private double Stagger(int i) => (context.Bench.Routing.ResetCycles / 2 - context.Bench.Routing.ResetCycle(i)) * Bss2.Spikes.FpgaTime.CycleUs;

        // Inputs that are on add what is left of their offset to the leak: the rise without an event tells the leak's present place.
        private static RiseModel? Rest(RiseModel membrane, int threshold, double riseUs, double voltsPerCode)
        {
            double low = threshold + 1, high = threshold + 600;
            for (int step = 0; step < 60; step++)
            {
                double middle = (low + high) / 2;
                (low, high) = (membrane with { LeakCode = middle }).RiseUs(threshold, voltsPerCode) > riseUs ? (middle, high) : (low, middle);
            }
            return low > threshold + 2 && high < threshold + 590 ? membrane with { LeakCode = low } : null;
        }
    }
}
