namespace Bss2.Calibration.Instruments;

/// <summary>Times that one circuit showed in repeated observations, µs, and how often it was asked.</summary>
internal sealed class CircuitTimes
{
    private readonly List<double> _times = [];
    private bool _sorted;

    /// <summary>How many times were noted.</summary>
    public int Count => _times.Count;

    /// <summary>How often the circuit could have shown one.</summary>
    public int Asked { get; set; }

    public void Add(double us)
    {
        _times.Add(us);
        _sorted = false;
    }

    /// <summary>Median, µs; there must be a time.</summary>
    public double Median()
    {
        Sort();
        int half = _times.Count / 2;
        return _times.Count % 2 == 1 ? _times[half] : (_times[half - 1] + _times[half]) / 2;
    }

    /// <summary>Standard deviation as the quartiles tell it, µs: what a few outliers do to it is bounded.</summary>
    public double Spread()
    {
        // Quartiles of a normal distribution lie 1.349 standard deviations apart.
        const double quartileDistance = 1.349;
        Sort();
        return _times.Count < 4 ? double.PositiveInfinity
            : (_times[_times.Count * 3 / 4] - _times[_times.Count / 4]) / quartileDistance;
    }

    private void Sort()
    {
        if (!_sorted)
        {
            _times.Sort();
            _sorted = true;
        }
    }
}
