using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>τ_s of an input: the MADC records its line after five events; the line's bias code is predicted from the fitted decay.</summary>
/// <remarks>Analog-core 6.2: the high-resistance switch is decided by measuring at code 920, from where longer times can be reached.</remarks>
/// <param name="excitatory">Which input.</param>
internal sealed class LineTauRoutine(bool excitatory) : ICalibrationRoutine
{
    private const int Rounds = 3, DecisionCode = 920;

    // A time that is just reached with the switch on is better set without.
    private const double DecisionMargin = 0.95, Tolerance = 0.1;

    private static readonly CodeRange s_range = new(2, CodeRange.CapMem.Maximum);

    /// <inheritdoc/>
    public string Name => excitatory ? "excitatory time constant" : "inhibitory time constant";

    /// <inheritdoc/>
    public int Version => 1;

    private int Row => excitatory ? CircuitRow.ExcitatoryTau : CircuitRow.InhibitoryTau;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var meter = new DecayMeter(context);
        CircuitSettings[] settings = [.. state.Settings.Select(s => s.With(Row, DecisionCode)).Select(s => WithResistance(s, true))];
        double?[] fastest = await meter.LinesAsync(settings, excitatory, cancellationToken).ConfigureAwait(false);
        var start = new int[context.Count];
        for (int i = 0; i < context.Count; i++)
        {
            double target = context.Aims[i].SynapticTauUs;
            bool high = fastest[i] is { } tau ? tau < DecisionMargin * target : state.Settings[i].ExcitatoryHighResistance;
            settings[i] = WithResistance(state.Settings[i], high);
            double nominal = high ? NominalCircuit.LineTauCodeHighResistanceUs : NominalCircuit.LineTauCodeUs;
            // The circuit's own deviation shows at the code of the decision, and holds for both positions of the switch.
            double own = fastest[i] is { } seen ? seen * DecisionCode / NominalCircuit.LineTauCodeHighResistanceUs : 1;
            start[i] = s_range.Clamp(nominal * own / target);
        }
        var problem = new MeasuredProblem(Name, context.Count, async (codes, token) =>
        {
            CircuitSettings[] set = [.. settings.Select((s, i) => s.With(Row, codes[i]))];
            double?[] taus = await meter.LinesAsync(set, excitatory, token).ConfigureAwait(false);
            return [.. taus.Select(tau => tau is { } t ? Observation.Of(t) : Observation.Missing)];
        });
        var goal = new SearchGoal(s_range, [.. context.Aims.Select(aim => aim.SynapticTauUs)], Rising: false)
        {
            Start = start, Tolerance = Tolerance * context.Aims.Min(aim => aim.SynapticTauUs),
        };
        SearchOutcome outcome = await SearchLoop.RunAsync(new PredictionSearch(PredictionLaw.Power(-1), Rounds), problem, goal, new(),
            context.Progress, cancellationToken).ConfigureAwait(false);
        CalibrationState next = (state with { Settings = settings })
            .With(excitatory ? Quantity.ExcitatoryTau : Quantity.InhibitoryTau,
                [.. outcome.Observations.Select(seen => seen.IsMeasured ? seen.Value : (double?)null)]);
        return CadcMethod.Finish(this, next, context, Row, outcome, goal, before, "µs");
    }

    private CircuitSettings WithResistance(CircuitSettings s, bool high) =>
        excitatory ? s with { ExcitatoryHighResistance = high } : s with { InhibitoryHighResistance = high };
}
