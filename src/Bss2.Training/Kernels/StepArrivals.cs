namespace Bss2.Training.Kernels;

/// <summary>Spikes that reach a layer on a grid of steps: when, and which row of the layer's stacked weights they add.</summary>
internal sealed class StepArrivals
{
    private readonly int[] _first;
    private int[] _step = new int[16], _row = new int[16], _sortedStep = new int[16], _sortedRow = new int[16];

    /// <param name="steps">Last step.</param>
    public StepArrivals(int steps) => _first = new int[steps + 2];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Appends; steps beyond the last are dropped.</summary>
    public void Add(int step, int row)
    {
        if (step > _first.Length - 2)
        {
            return;
        }
        if (Count == _step.Length)
        {
            Array.Resize(ref _step, 2 * Count);
            Array.Resize(ref _row, 2 * Count);
            Array.Resize(ref _sortedStep, 2 * Count);
            Array.Resize(ref _sortedRow, 2 * Count);
        }
        _step[Count] = step;
        _row[Count++] = row;
    }

    /// <summary>Orders by step; spikes of one step keep their order, on which the sum's rounding depends.</summary>
    public void Sort()
    {
        Array.Clear(_first);
        for (int k = 0; k < Count; k++)
        {
            _first[_step[k] + 1]++;
        }
        for (int s = 1; s < _first.Length; s++)
        {
            _first[s] += _first[s - 1];
        }
        for (int k = 0; k < Count; k++)
        {
            int at = _first[_step[k]]++;
            (_sortedStep[at], _sortedRow[at]) = (_step[k], _row[k]);
        }
    }

    /// <summary>Steps of the arrivals, ascending, once sorted.</summary>
    public ReadOnlySpan<int> Steps => _sortedStep.AsSpan(0, Count);

    /// <summary>Row of an arrival among those of its step, once sorted.</summary>
    /// <param name="step">Step.</param>
    /// <param name="number">From 0.</param>
    public int Row(int step, int number) => _sortedRow[(step == 0 ? 0 : _first[step - 1]) + number];

    /// <summary>Their rows.</summary>
    public ReadOnlySpan<int> Rows => _sortedRow.AsSpan(0, Count);
}
