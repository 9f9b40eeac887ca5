namespace Bss2.Calibration.Search;

/// <summary>
/// Finds the codes of all instances at once. A search has no state of its own: what to try next is a function of goal and history, so that
/// it can be interrupted and continued, and tested without a chip.
/// </summary>
public interface IParameterSearch
{
    /// <summary>Bound on the number of measurements.</summary>
    int MeasurementsFor(SearchGoal goal);

    /// <summary>Codes to measure next.</summary>
    /// <param name="goal">What is wanted.</param>
    /// <param name="history">What was measured.</param>
    /// <param name="codes">Receives one code per instance, inside the range.</param>
    /// <returns>False if the search is over.</returns>
    bool TryPropose(SearchGoal goal, SearchHistory history, Span<int> codes);

    /// <summary>Result of a finished search.</summary>
    SearchOutcome Conclude(SearchGoal goal, SearchHistory history);
}
