using Bss2.Calibration.Fits;
using Bss2.Calibration.Instruments;
using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Spikes;

/// <summary>τ_m by the leak bias, inputs off: rise times at three thresholds give E_l, V_r and τ_m of each circuit.</summary>
internal sealed class MembraneTauRoutine : ICalibrationRoutine
{
    private const int Rounds = 3;

    // Relative tolerance of the time constant that still counts as found.
    private const double Tolerance = 0.1;

    /// <inheritdoc/>
    public string Name => "membrane time constant";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var problem = new Problem(state, context);
        var goal = new SearchGoal(new(2, CodeRange.CapMem.Maximum), [.. context.Aims.Select(aim => aim.MembraneTauUs)], Rising: false)
        {
            Start = [.. state.Settings.Select(settings => settings.Codes[CircuitRow.LeakBias])],
            Tolerance = Tolerance * context.Aims.Min(aim => aim.MembraneTauUs),
        };
        SearchOutcome outcome = await SearchLoop.RunAsync(new PredictionSearch(PredictionLaw.Power(-1), Rounds), problem, goal, new(),
            context.Progress, cancellationToken).ConfigureAwait(false);
        CalibrationState next = state.WithCodes(CircuitRow.LeakBias, outcome.Codes)
            .With(Quantity.RaisedLeak, [.. problem.Latest.Select(m => m?.LeakCode)])
            .With(Quantity.NominalReset, [.. problem.Latest.Select(m => m?.ResetCode)])
            .With(Quantity.MembraneTau, [.. outcome.Observations.Select(seen => seen.IsMeasured ? seen.Value : (double?)null)]);
        return next with { Reports = [.. next.Reports, context.Report(this, outcome, goal, before, "µs")] };
    }

    private sealed class Problem : ICalibrationProblem
    {
        // A first look keeps clear of both ends, whose place is not known yet; near the leak a rise tells most about it.
        private static readonly double[] s_first = [0.3, 0.6, 0.85], s_later = [0.15, 0.5, 0.88];

        private readonly CalibrationContext _context;
        private readonly CircuitSettings[] _settings;
        private readonly RiseModel[] _expected;
        private readonly RiseMeter _meter;
        private bool _known;

        public Problem(CalibrationState state, CalibrationContext context)
        {
            _context = context;
            _settings = SpikeMethod.Raised(state, context);
            _meter = new(context);
            _expected = [.. state[Quantity.RaisedLeak].Select((leak, i) => Expected(leak, _settings[i], context.Aims[i].MembraneTauUs))];
            Latest = new RiseModel?[context.Count];
        }

        public string Name => "τ_m over i_bias_leak";

        public int Count => _context.Count;

        /// <summary>Last fit that succeeded, per circuit.</summary>
        public RiseModel?[] Latest { get; }

        public async ValueTask MeasureAsync(ReadOnlyMemory<int> codes, Memory<Observation> observations, CancellationToken cancellationToken)
        {
            CircuitSettings[] set = [.. _settings.Select((s, i) => s.With(CircuitRow.LeakBias, codes.Span[i]))];
            double[] scale = SpikeMethod.VoltsPerCode(_context, [.. set.Select(s => s.Codes[CircuitRow.Leak])],
                [.. Latest.Select(m => m?.LeakCode)]);
            RiseReading[] seen = await _meter.MeasureAsync(set, BenchSwitches.Off, _expected, _known ? s_later : s_first, scale, fitTau: true,
                cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < Count; i++)
            {
                observations.Span[i] = seen[i].Model is { } model ? Observation.Of(model.TauUs) : Observation.Missing;
                Latest[i] = seen[i].Model ?? Latest[i];
                _expected[i] = seen[i].Next;
            }
            _known = true;
        }

        // Without an onset the circuit is looked at where the data sheet has it.
        private static RiseModel Expected(double? leak, CircuitSettings settings, double tauUs)
        {
            double e = leak ?? settings.Codes[CircuitRow.Leak] - SpikeMethod.AxisDistanceCodes;
            return new(e, e - (settings.Codes[CircuitRow.Leak] - settings.Codes[CircuitRow.Reset]), tauUs);
        }
    }
}
