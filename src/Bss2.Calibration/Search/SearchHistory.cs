namespace Bss2.Calibration.Search;

/// <summary>All measurements of a search so far: its whole state, so that a search can stop and continue anywhere.</summary>
public sealed class SearchHistory
{
    private readonly List<SearchMeasurement> _measurements = [];

    /// <summary>A search that has not begun.</summary>
    public SearchHistory()
    {
    }

    /// <summary>A search that was interrupted.</summary>
    public SearchHistory(IEnumerable<SearchMeasurement> measurements)
    {
        foreach (SearchMeasurement measurement in measurements)
        {
            Add(measurement);
        }
    }

    /// <summary>Measurements, oldest first.</summary>
    public IReadOnlyList<SearchMeasurement> Measurements => _measurements;

    /// <summary>How many measurements were made.</summary>
    public int Count => _measurements.Count;

    /// <summary>Appends a measurement.</summary>
    /// <exception cref="ArgumentException">Its lengths differ from each other or from earlier ones.</exception>
    public void Add(SearchMeasurement measurement)
    {
        int expected = _measurements.Count > 0 ? _measurements[0].Codes.Count : measurement.Codes.Count;
        if (measurement.Codes.Count != expected || measurement.Observations.Count != expected)
        {
            throw new ArgumentException($"A measurement of {measurement.Codes.Count} codes and {measurement.Observations.Count} observations "
                + $"does not fit a search over {expected} instances.");
        }
        _measurements.Add(measurement);
    }
}
