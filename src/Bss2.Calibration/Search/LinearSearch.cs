namespace Bss2.Calibration.Search;

/// <summary>Walks in fixed steps until the target is crossed; the two codes around the crossing compete.</summary>
/// <remarks>Source: analog-core 6.1, calix LinearSearch: at most 50 steps.</remarks>
/// <param name="step">Width of a step, codes.</param>
public sealed class LinearSearch(int step) : IParameterSearch
{
    private const int MaximumSteps = 50, Contenders = 2;

    private readonly int _step = step > 0 ? step : throw new ArgumentOutOfRangeException(nameof(step), step, "A step must be positive.");

    /// <inheritdoc/>
    public int MeasurementsFor(SearchGoal goal) => MaximumSteps + 1;

    /// <inheritdoc/>
    public bool TryPropose(SearchGoal goal, SearchHistory history, Span<int> codes)
    {
        if (history.Count == 0)
        {
            for (int i = 0; i < codes.Length; i++)
            {
                codes[i] = goal.Start?[i] ?? goal.Range.Middle;
            }
            return true;
        }
        int moving = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = Next(goal, history, i, out bool walks);
            moving += walks ? 1 : 0;
        }
        return moving > 0 && history.Count <= MaximumSteps;
    }

    /// <inheritdoc/>
    public SearchOutcome Conclude(SearchGoal goal, SearchHistory history)
    {
        // An instance that has arrived waits for the others: only what it saw on its way counts.
        var arrived = new SearchMeasurement[Contenders];
        for (int k = 0; k < Contenders; k++)
        {
            int[] codes = new int[goal.Count];
            var observations = new Observation[goal.Count];
            for (int i = 0; i < goal.Count; i++)
            {
                int at = Math.Max(0, Arrival(goal, history, i) - (Contenders - 1 - k));
                (codes[i], observations[i]) = (history.Measurements[at].Codes[i], history.Measurements[at].Observations[i]);
            }
            arrived[k] = new(codes, observations);
        }
        return SearchOutcome.Best(goal, new(arrived), Contenders) with { Measurements = history.Count };
    }

    private int Next(SearchGoal goal, SearchHistory history, int i, out bool walks)
    {
        int at = Arrival(goal, history, i);
        SearchMeasurement last = history.Measurements[at];
        int side = last.Observations[i].SideOf(goal.Targets[i]);
        int next = goal.Range.Clamp(last.Codes[i] - (goal.Rising ? 1 : -1) * _step * side);
        walks = at == history.Count - 1 && next != last.Codes[i] && (at == 0 || side == Side(goal, history, i, 0));
        return walks ? next : last.Codes[i];
    }

    // The measurement at which the instance was first on the other side of its target, or at an end of the range; else the last.
    private static int Arrival(SearchGoal goal, SearchHistory history, int i)
    {
        int first = Side(goal, history, i, 0);
        for (int k = 1; k < history.Count; k++)
        {
            bool stuck = history.Measurements[k].Codes[i] == history.Measurements[k - 1].Codes[i];
            if (stuck || Side(goal, history, i, k) != first)
            {
                return stuck ? k - 1 : k;
            }
        }
        return history.Count - 1;
    }

    private static int Side(SearchGoal goal, SearchHistory history, int i, int k) =>
        history.Measurements[k].Observations[i].SideOf(goal.Targets[i]);
}
