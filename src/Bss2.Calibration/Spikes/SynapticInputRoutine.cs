using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Calibration.Targets;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>
/// Gains and time constants of both synaptic inputs at once, by transconductance and line bias codes; an <see cref="InputMeter"/> measures.
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

    private sealed class Problem : ICalibrationProblem
    {
        private const int Epochs = 16, RoundsPerEpoch = 8;

        private readonly CalibrationContext _context;
        private readonly CircuitSettings[] _settings;
        private readonly RiseModel?[] _membranes;
        private readonly InputMeter _meter;

        public Problem(CalibrationState state, CalibrationContext context)
        {
            (_context, _settings, _membranes) = (context, SpikeMethod.Raised(state, context), SpikeMethod.RaisedModels(state));
            _meter = new(context, _membranes, SpikeMethod.VoltsPerCode(context, state));
        }

        public string Name => "first spikes after single events";

        public int Count => Parameters * _context.Count;

        public async ValueTask MeasureAsync(ReadOnlyMemory<int> codes, Memory<Observation> observations, CancellationToken cancellationToken)
        {
            int n = _context.Count;
            CircuitSettings[] set = [.. _settings];
            for (int k = 0; k < codes.Length; k++)
            {
                set[k % n] = set[k % n].With(s_rows[k / n], codes.Span[k]);
            }
            await _meter.ApplyAsync(set, ChipBench.SettleMs, cancellationToken).ConfigureAwait(false);
            InputReading[] seen = await _meter.MeasureAsync(set, InputMeter.FewEvents(_context.Aims), Epochs, RoundsPerEpoch, fitDelay: false,
                cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < n; i++)
            {
                (observations.Span[i], observations.Span[2 * n + i]) = Observe(seen[i].Excitatory, i);
                (observations.Span[n + i], observations.Span[3 * n + i]) = Observe(seen[i].Inhibitory, i);
            }
        }

        private (Observation Gain, Observation Tau) Observe(InputModel? input, int i)
        {
            if (input is not { } model || _membranes[i] is not { } membrane)
            {
                return (Observation.Missing, Observation.Missing);
            }
            CircuitAim aim = _context.Aims[i];
            return (Observation.Of(model.GainPerUnit(_context.StimulusUnits, membrane.TauUs, aim.ThresholdVolts) / aim.GainPerUnit),
                Observation.Of(model.TauUs / aim.SynapticTauUs));
        }
    }
}
