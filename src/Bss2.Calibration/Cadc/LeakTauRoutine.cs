using Bss2.Calibration.Problems;
using Bss2.Calibration.Routines;
using Bss2.Calibration.Search;
using Bss2.Runtime;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Cadc;

/// <summary>τ_m by the leak bias and its ×8 and ÷8 switches: the MADC records how circuits leave a raised reset.</summary>
/// <remarks>Analog-core 6.2, τ_mem (reset), with an excursion as in use.</remarks>
internal sealed class LeakTauRoutine : ICalibrationRoutine
{
    // Outside of these codes a switch gives a better one: below, steps are coarse; above, codes run out.
    private const double SmallestBias = 25, LargestBias = 900, SwitchFactor = 8;

    private const int Rounds = 3, Recordings = 2;
    private const double Tolerance = 0.1;

    private static readonly CodeRange s_range = new(2, CodeRange.CapMem.Maximum);

    /// <inheritdoc/>
    public string Name => "membrane time constant";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public async ValueTask<CalibrationState> RunAsync(CalibrationState state, CalibrationContext context, CancellationToken cancellationToken)
    {
        ChipUsage before = context.Bench.Usage;
        var meter = new DecayMeter(context);
        double?[] first = await meter.MembranesAsync(state.Settings, 1, cancellationToken).ConfigureAwait(false);
        CircuitSettings[] settings = [.. state.Settings.Select((s, i) => Switched(s, first[i], context.Aims[i].MembraneTauUs))];
        var problem = new MeasuredProblem("decay over i_bias_leak", context.Count, async (codes, token) =>
        {
            CircuitSettings[] set = [.. settings.Select((s, i) => s.With(CircuitRow.LeakBias, codes[i]))];
            double?[] taus = await meter.MembranesAsync(set, Recordings, token).ConfigureAwait(false);
            return [.. taus.Select(tau => tau is { } t ? Observation.Of(t) : Observation.Missing)];
        });
        var goal = new SearchGoal(s_range, [.. context.Aims.Select(aim => aim.MembraneTauUs)], Rising: false)
        {
            Start = [.. settings.Select(s => s_range.Clamp(s.Codes[CircuitRow.LeakBias]))],
            Tolerance = Tolerance * context.Aims.Min(aim => aim.MembraneTauUs),
        };
        SearchOutcome outcome = await SearchLoop.RunAsync(new PredictionSearch(PredictionLaw.Power(-1), Rounds), problem, goal, new(),
            context.Progress, cancellationToken).ConfigureAwait(false);
        CalibrationState next = (state with { Settings = settings }).With(Quantity.MembraneTau,
            [.. outcome.Observations.Select(seen => seen.IsMeasured ? seen.Value : (double?)null)]);
        return CadcMethod.Finish(this, next, context, CircuitRow.LeakBias, outcome, goal, before, "µs");
    }

    // The code that the first look predicts, with the switch that brings it into the middle of its range.
    private static CircuitSettings Switched(CircuitSettings s, double? tauUs, double targetUs)
    {
        if (tauUs is not { } tau)
        {
            return s;
        }
        double code = s.Codes[CircuitRow.LeakBias] * tau / targetUs;
        int power = (s.LeakMultiply ? 1 : 0) - (s.LeakDivide ? 1 : 0);
        while (code > LargestBias && power < 1)
        {
            (code, power) = (code / SwitchFactor, power + 1);
        }
        while (code < SmallestBias && power > -1)
        {
            (code, power) = (code * SwitchFactor, power - 1);
        }
        return s.With(CircuitRow.LeakBias, s_range.Clamp(code)) with { LeakMultiply = power > 0, LeakDivide = power < 0 };
    }
}
