namespace Bss2.Calibration.Search;

/// <summary>Bisection of the code range; two extra steps of one code; the last three measurements compete.</summary>
/// <remarks>Source: analog-core 6.1, calix BinarySearch: twelve measurements for 1023 codes.</remarks>
public sealed class BinarySearch : IParameterSearch
{
    private const int ExtraSteps = 2, Contenders = 3;

    /// <inheritdoc/>
    public int MeasurementsFor(SearchGoal goal) => Steps(goal.Range.Count).Count + 1;

    /// <inheritdoc/>
    public bool TryPropose(SearchGoal goal, SearchHistory history, Span<int> codes)
    {
        if (history.Count == 0)
        {
            codes.Fill(goal.Range.Middle);
            return true;
        }
        List<int> steps = Steps(goal.Range.Count);
        if (history.Count > steps.Count)
        {
            return false;
        }
        Move(goal, history.Measurements[^1], steps[history.Count - 1], codes);
        return true;
    }

    /// <inheritdoc/>
    public SearchOutcome Conclude(SearchGoal goal, SearchHistory history) => SearchOutcome.Best(goal, history, Contenders);

    /// <summary>Step widths ⌈N / 2^(k+2)⌉ down to 1, and the extra ones.</summary>
    internal static List<int> Steps(int count)
    {
        var steps = new List<int>();
        int width;
        int divisor = 4;
        do
        {
            width = Math.Max(1, (count + divisor - 1) / divisor);
            steps.Add(width);
            divisor *= 2;
        }
        while (width > 1);
        steps.AddRange(Enumerable.Repeat(1, ExtraSteps));
        return steps;
    }

    /// <summary>Steps every instance towards its target; one that did not answer stays.</summary>
    internal static void Move(SearchGoal goal, SearchMeasurement last, int step, Span<int> codes)
    {
        int rising = goal.Rising ? 1 : -1;
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = goal.Range.Clamp(last.Codes[i] - rising * step * last.Observations[i].SideOf(goal.Targets[i]));
        }
    }
}
