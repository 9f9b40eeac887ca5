using Bss2.Calibration.Problems;

namespace Bss2.Calibration.Search;

/// <summary>Lets a search and a problem talk to each other until the search is over.</summary>
public static class SearchLoop
{
    /// <summary>Runs or continues a search.</summary>
    /// <param name="search">How to look.</param>
    /// <param name="problem">How to set and measure.</param>
    /// <param name="goal">What is wanted.</param>
    /// <param name="history">Empty, or of an interrupted search; grows by every measurement.</param>
    /// <param name="progress">Is told after every measurement; may be null.</param>
    /// <param name="cancellationToken">Stops between measurements; the history then holds all that were completed.</param>
    /// <exception cref="ArgumentException">The goal does not fit the problem.</exception>
    /// <exception cref="InvalidOperationException">The search wants more measurements than it said it would.</exception>
    public static async ValueTask<SearchOutcome> RunAsync(IParameterSearch search, ICalibrationProblem problem, SearchGoal goal,
        SearchHistory history, IProgress<SearchProgress>? progress, CancellationToken cancellationToken)
    {
        goal.Validate();
        if (goal.Count != problem.Count)
        {
            throw new ArgumentException($"{goal.Count} targets for the {problem.Count} instances of {problem.Name}.", nameof(goal));
        }
        int bound = search.MeasurementsFor(goal);
        var codes = new int[goal.Count];
        while (search.TryPropose(goal, history, codes))
        {
            if (history.Count >= bound)
            {
                throw new InvalidOperationException($"The search for {problem.Name} wants more than its {bound} measurements.");
            }
            cancellationToken.ThrowIfCancellationRequested();
            var observations = new Observation[goal.Count];
            await problem.MeasureAsync(codes, observations, cancellationToken).ConfigureAwait(false);
            history.Add(new([.. codes], observations));
            progress?.Report(new(history.Count, bound));
        }
        return search.Conclude(goal, history);
    }
}
