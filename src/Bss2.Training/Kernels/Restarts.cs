using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>Neurons that leave their refractory time within a stretch, packed: what becomes of them until its end.</summary>
internal sealed class Restarts<T>
    where T : unmanaged, ILanes<T>
{
    private const int FirstCapacity = 64;

    private readonly LaneLif<T> _lif;
    private int[] _neuron = new int[FirstCapacity];
    private double[] _time = new double[FirstCapacity], _current = new double[FirstCapacity], _end = new double[FirstCapacity],
        _crosses = new double[FirstCapacity];

    public Restarts(LifParameters parameters) => _lif = new(parameters);

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>A neuron at reset whose current is known.</summary>
    public void Add(int neuron, double timeUs, double current)
    {
        if (Count == _neuron.Length)
        {
            int capacity = 2 * Count;
            Array.Resize(ref _neuron, capacity);
            Array.Resize(ref _time, capacity);
            Array.Resize(ref _current, capacity);
            Array.Resize(ref _end, capacity);
            Array.Resize(ref _crosses, capacity);
        }
        _neuron[Count] = neuron;
        _time[Count] = timeUs;
        _current[Count++] = current;
    }

    /// <summary>Puts those that cross again into <paramref name="crossings"/> and the voltages of the others at the end into <paramref name="x"/>.</summary>
    public void Continue(double endUs, CrossingSolver<T> crossings, double[] x)
    {
        ReadOnlySpan<T> time = LaneArray.As<T>(_time), current = LaneArray.As<T>(_current);
        Span<T> end = LaneArray.As<T>(_end), crosses = LaneArray.As<T>(_crosses);
        T reset = T.Of(_lif.Reset), all = T.LessOrEqual(reset, reset);
        for (int k = 0; k * T.Count < Count; k++)
        {
            // Lanes beyond the last hold old numbers, which nobody reads; a negative length would only overflow.
            T length = T.Max(T.Of(endUs) - time[k], T.Of(0)), i = current[k];
            _lif.Decays(length, out T membrane, out T synaptic, out T response);
            T xEnd = T.Fma(reset, membrane, i * response);
            end[k] = xEnd;
            crosses[k] = _lif.Crosses(reset, i, xEnd, i * synaptic, length, all);
        }
        for (int k = 0; k < Count; k++)
        {
            if (BitConverter.DoubleToInt64Bits(_crosses[k]) != 0)
            {
                crossings.Add(_neuron[k], _lif.Reset, _current[k], _time[k], endUs - _time[k]);
            }
            else
            {
                x[_neuron[k]] = _end[k];
            }
        }
    }
}
