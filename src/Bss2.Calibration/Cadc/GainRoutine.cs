using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>Gain of an input by its transconductance code, so that one weight unit moves the membrane as far as on a nominal chip.</summary>
/// <remarks>
/// Analog-core 6.2: first with τ_m 60 µs and τ_s 1.5 µs, where an event's whole charge is on the membrane when it is read, after a search for
/// the reference; calix aims at the median of all, this at the nominal circuit, because trainers state weights in its units. The refinement
/// repeats it at the operating point, whose time constants are calibrated by then.
/// </remarks>
/// <param name="name">Name.</param>
/// <param name="excitatory">Which input.</param>
/// <param name="trim">Whether this is the refinement.</param>
internal sealed class GainRoutine(string name, bool excitatory, bool trim) : ICalibrationRoutine
{
    private const double ShortTauUs = 1.5, Tolerance = 0.15;

    private static readonly CodeRange s_range = new(2, CodeRange.CapMem.Maximum);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Version => 1;

    private int Row => excitatory ? CircuitRow.ExcitatoryGm : CircuitRow.InhibitoryGm;

    private int Searches => trim ? 2 : 3;

    private int EventRounds => trim ? 8 : 3;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var meter = trim ? new ResponseMeter(context, excitatory, aim => aim.MembraneTauUs, aim => aim.SynapticTauUs)
            : new ResponseMeter(context, excitatory, _ => CadcMethod.LongTauUs, _ => ShortTauUs);
        CircuitSettings[] settings = [.. state.Settings];
        if (!trim)
        {
            settings = Integrating(CadcMethod.Slow(settings, CadcMethod.LongTauUs), context);
            settings = await new ReferenceSearch(context, excitatory).RunAsync(settings, cancellationToken).ConfigureAwait(false);
        }
        settings = CadcMethod.WithLeak(context, settings, meter.RestLsb);
        var problem = new MeasuredProblem(Name, context.Count, async (codes, token) =>
        {
            CircuitSettings[] set = [.. settings.Select((s, i) => s.With(Row, codes[i]))];
            double[] ratios = await meter.RatiosAsync(set, EventRounds, token).ConfigureAwait(false);
            return [.. ratios.Select(Observation.Of)];
        });
        var goal = new SearchGoal(s_range, [.. Enumerable.Repeat(1.0, context.Count)], Rising: true)
        {
            Start = [.. state.Settings.Select(s => s.Codes[Row])], Tolerance = Tolerance,
        };
        SearchOutcome outcome = await SearchLoop.RunAsync(new PredictionSearch(PredictionLaw.Power(1), Searches), problem, goal, new(),
            context.Progress, cancellationToken).ConfigureAwait(false);
        CalibrationState next = state.With(excitatory ? Quantity.ExcitatoryGain : Quantity.InhibitoryGain,
            [.. outcome.Observations.Select((seen, i) => seen.IsMeasured ? seen.Value * context.Aims[i].GainPerUnit : (double?)null)]);
        return CadcMethod.Finish(this, next, context, Row, outcome, goal, before, "of the target");
    }

    // Short events: the line's calibrated code tells its own factor, which holds at the short time too.
    private CircuitSettings[] Integrating(CircuitSettings[] settings, CalibrationContext context) => [.. settings.Select((s, i) =>
    {
        int row = excitatory ? CircuitRow.ExcitatoryTau : CircuitRow.InhibitoryTau;
        bool high = excitatory ? s.ExcitatoryHighResistance : s.InhibitoryHighResistance;
        double code = s.Codes[row] * context.Aims[i].SynapticTauUs / ShortTauUs
            * (high ? NominalCircuit.LineTauCodeUs / NominalCircuit.LineTauCodeHighResistanceUs : 1);
        CircuitSettings fast = excitatory ? s with { ExcitatoryHighResistance = false } : s with { InhibitoryHighResistance = false };
        return fast.With(row, CodeRange.CapMem.Clamp(code));
    })];
}
