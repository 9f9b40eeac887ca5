namespace Bss2.Training.Kernels;

/// <summary>Spikes that reach a layer, in time order: when, and which row of the layer's stacked weights they add.</summary>
internal sealed class Arrivals
{
    private double[] _time = new double[LaneArray.Widest];
    private int[] _row = new int[LaneArray.Widest];

    public int Count { get; private set; }

    public ReadOnlySpan<double> Times => _time.AsSpan(0, Count);

    public ReadOnlySpan<int> Rows => _row.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Appends; call <see cref="Sort"/> when sources are mixed.</summary>
    public void Add(double timeUs, int row)
    {
        if (Count == _time.Length)
        {
            Array.Resize(ref _time, 2 * Count);
            Array.Resize(ref _row, 2 * Count);
        }
        _time[Count] = timeUs;
        _row[Count++] = row;
    }

    /// <summary>By time, equal times by row.</summary>
    public void Sort()
    {
        // Runs of sorted sources: insertion would be quadratic in them, the library's sort is not; equal times are then put in order.
        Array.Sort(_time, _row, 0, Count);
        for (int k = 1; k < Count; k++)
        {
            for (int at = k; at > 0 && _time[at - 1] == _time[at] && _row[at - 1] > _row[at]; at--)
            {
                (_row[at - 1], _row[at]) = (_row[at], _row[at - 1]);
            }
        }
    }
}
