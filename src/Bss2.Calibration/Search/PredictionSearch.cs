namespace Bss2.Calibration.Search;

/// <summary>
/// Measures once and moves each instance to where the nominal law, shifted or scaled to what was seen, meets the target; repeats, because
/// the law is only nominally true.
/// </summary>
/// <remarks>Source: analog-core 6.1, calix LinearPrediction; the repetition is this project's.</remarks>
/// <param name="law">Nominal law of each instance.</param>
/// <param name="rounds">Predictions, each followed by a measurement.</param>
/// <param name="damping">Share of a predicted move that is made after the first, 0 &lt; damping ≤ 1; below 1 against noise.</param>
public sealed class PredictionSearch(Func<int, PredictionLaw> law, int rounds, double damping = 1) : IParameterSearch
{
    /// <summary>One law for all instances.</summary>
    public PredictionSearch(PredictionLaw law, int rounds, double damping = 1) : this(_ => law, rounds, damping)
    {
    }

    private readonly int _rounds = rounds > 0 ? rounds : throw new ArgumentOutOfRangeException(nameof(rounds), rounds, "At least one round.");

    /// <inheritdoc/>
    public int MeasurementsFor(SearchGoal goal) => _rounds + 1;

    /// <inheritdoc/>
    public bool TryPropose(SearchGoal goal, SearchHistory history, Span<int> codes)
    {
        if (history.Count > _rounds)
        {
            return false;
        }
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = history.Count == 0 ? goal.Start?[i] ?? goal.Range.Middle : goal.Range.Clamp(Next(goal, history, i));
        }
        return true;
    }

    /// <inheritdoc/>
    public SearchOutcome Conclude(SearchGoal goal, SearchHistory history) => SearchOutcome.Best(goal, history, Math.Min(2, _rounds));

    private double Next(SearchGoal goal, SearchHistory history, int i)
    {
        int code = history.Measurements[^1].Codes[i];
        Observation seen = history.Measurements[^1].Observations[i];
        if (seen.IsMeasured)
        {
            double step = law(i).Predict(code, seen.Value, goal.Targets[i]) - code;
            return code + (history.Count > 1 ? damping * step : step);
        }
        int up = (goal.Rising ? -1 : 1) * seen.SideOf(goal.Targets[i]);
        return code * Math.Pow(law(i).BlindFactor, up) + up * law(i).BlindShift;
    }
}
