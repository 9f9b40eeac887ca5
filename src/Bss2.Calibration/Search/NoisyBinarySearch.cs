using Bss2.Spikes;

namespace Bss2.Calibration.Search;

/// <summary>
/// Bisection that survives a wrong decision: starts are scattered by ±5 codes, a step of 5 is inserted, and the last six measurements
/// compete. Scattered codes also keep cells of a row from holding the same value, which makes them disturb each other.
/// </summary>
/// <remarks>Source: analog-core 4, 6.1, calix NoisyBinarySearch: thirteen measurements for 1023 codes.</remarks>
/// <param name="seed">Decides the scatter.</param>
public sealed class NoisyBinarySearch(ulong seed) : IParameterSearch
{
    private const int Scatter = 5, ExtraStep = 5, Contenders = 6;

    /// <inheritdoc/>
    public int MeasurementsFor(SearchGoal goal) => Steps(goal.Range.Count).Count + 1;

    /// <inheritdoc/>
    public bool TryPropose(SearchGoal goal, SearchHistory history, Span<int> codes)
    {
        if (history.Count == 0)
        {
            SeedTree tree = SeedTree.Root(seed);
            for (int i = 0; i < codes.Length; i++)
            {
                codes[i] = goal.Range.Clamp(goal.Range.Middle + tree.Integer((ulong)i, 2 * Scatter + 1) - Scatter);
            }
            return true;
        }
        List<int> steps = Steps(goal.Range.Count);
        if (history.Count > steps.Count)
        {
            return false;
        }
        BinarySearch.Move(goal, history.Measurements[^1], steps[history.Count - 1], codes);
        return true;
    }

    /// <inheritdoc/>
    public SearchOutcome Conclude(SearchGoal goal, SearchHistory history) => SearchOutcome.Best(goal, history, Contenders);

    private static List<int> Steps(int count)
    {
        List<int> steps = BinarySearch.Steps(count);
        int place = steps.FindIndex(step => step <= ExtraStep);
        steps.Insert(place, ExtraStep);
        return steps;
    }
}
