namespace Bss2.Calibration.Search;

/// <summary>Result of a search per instance.</summary>
/// <param name="Codes">Best code.</param>
/// <param name="Observations">What was observed with it.</param>
/// <param name="Verdicts">How the search ended.</param>
/// <param name="Measurements">Measurements that were made.</param>
public sealed record SearchOutcome(
    IReadOnlyList<int> Codes, IReadOnlyList<Observation> Observations, IReadOnlyList<SearchVerdict> Verdicts, int Measurements)
{
    /// <summary>Success mask.</summary>
    public IReadOnlyList<bool> Success => [.. Verdicts.Select(verdict => verdict == SearchVerdict.Found)];

    /// <summary>Lets the last measurements compete: per instance, the one nearest to the target wins.</summary>
    /// <param name="goal">What was wanted.</param>
    /// <param name="history">All measurements; at least one.</param>
    /// <param name="contenders">How many of the last ones count.</param>
    public static SearchOutcome Best(SearchGoal goal, SearchHistory history, int contenders)
    {
        var codes = new int[goal.Count];
        var observations = new Observation[goal.Count];
        var verdicts = new SearchVerdict[goal.Count];
        for (int i = 0; i < goal.Count; i++)
        {
            double distance = double.PositiveInfinity;
            (codes[i], observations[i]) = (history.Measurements[^1].Codes[i], history.Measurements[^1].Observations[i]);
            for (int k = Math.Max(0, history.Count - contenders); k < history.Count; k++)
            {
                Observation seen = history.Measurements[k].Observations[i];
                if (seen.IsMeasured && Math.Abs(seen.Value - goal.Targets[i]) < distance)
                {
                    distance = Math.Abs(seen.Value - goal.Targets[i]);
                    (codes[i], observations[i]) = (history.Measurements[k].Codes[i], seen);
                }
            }
            verdicts[i] = goal.Range.IsBoundary(codes[i]) && observations[i].Kind != ObservationKind.Missing ? SearchVerdict.AtBoundary
                : !observations[i].IsMeasured ? SearchVerdict.Unobserved
                : distance > goal.Tolerance ? SearchVerdict.OutOfTolerance : SearchVerdict.Found;
        }
        return new(codes, observations, verdicts, history.Count);
    }
}
