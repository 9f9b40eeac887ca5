using System.Numerics;
using System.Runtime.InteropServices;
using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>One layer that is driven from outside only: all its neurons at once from arrival to arrival, in lanes.</summary>
/// <remarks>
/// Between arrivals every neuron follows its closed form with the same decays. Whether one crosses the threshold on a stretch is decided in
/// lanes; the few that do are packed and solved together, and their rest of the stretch is looked at again, until none crosses.
/// The same answers as <see cref="LifSimulation"/> up to rounding.
/// </remarks>
internal sealed class LayerSweep<T>
    where T : unmanaged, ILanes<T>
{
    private const int WordBits = 64;

    private readonly LaneLif<T> _lif;
    private readonly int _neurons, _vectors;
    private readonly double _windowUs;
    private readonly bool _oneSpike;
    private readonly CrossingSolver<T> _crossings;
    private readonly Restarts<T> _restarts;
    // A bit per neuron: who crosses on a stretch, whose refractory time ends on it.
    private readonly ulong[] _crossing, _released;
    private readonly double[] _heldUntil;
    // State at the start and at the end of a stretch; they change places.
    private double[] _x, _i, _xEnd, _iEnd;
    private double[] _length = new double[LaneArray.Widest], _membrane = new double[LaneArray.Widest],
        _synaptic = new double[LaneArray.Widest], _response = new double[LaneArray.Widest];

    public LayerSweep(LifLayer layer, double windowUs)
    {
        _lif = new(layer.Parameters);
        _neurons = layer.Size;
        _windowUs = windowUs;
        // Then nothing that follows depends on when exactly a neuron fired, and all crossings of a sample are solved at once.
        _oneSpike = layer.Parameters.RefractoryUs >= windowUs;
        _crossings = new(layer.Parameters);
        _restarts = new(layer.Parameters);
        int padded = LaneArray.Padded(_neurons);
        (_x, _i, _xEnd, _iEnd) = (new double[padded], new double[padded], new double[padded], new double[padded]);
        _heldUntil = new double[padded];
        _vectors = (_neurons + T.Count - 1) / T.Count;
        int words = (_neurons + WordBits - 1) / WordBits;
        (_crossing, _released) = (new ulong[words], new ulong[words]);
    }

    /// <summary>Whether a layer's neurons are of the kind that this class serves: silent without input.</summary>
    public static bool Serves(LifLayer layer) => layer.Parameters.Leak < layer.Parameters.Threshold;

    /// <summary>One sample.</summary>
    /// <param name="arrivals">In time order.</param>
    /// <param name="weights">Rows of padded length, one per source.</param>
    /// <param name="spikes">Cleared and filled, not yet sorted.</param>
    public void Run(Arrivals arrivals, double[] weights, SpikeTrain spikes)
    {
        spikes.Clear();
        Array.Clear(_x);
        Array.Clear(_i);
        Array.Clear(_heldUntil);
        // Lanes of the padding rest for ever.
        Array.Fill(_heldUntil, double.PositiveInfinity, _neurons, _heldUntil.Length - _neurons);
        int count = Stretches(arrivals.Times);
        for (int k = 0; k < count; k++)
        {
            if (_vectors == 1)
            {
                k = Skip(k, count, arrivals, LaneArray.As<T>(weights));
            }
            double start = arrivals.Times[k], end = start + _length[k];
            ReadOnlySpan<double> row = weights.AsSpan(arrivals.Rows[k] * _x.Length, _x.Length);
            if (Advance(k, MemoryMarshal.Cast<double, T>(row), start, end))
            {
                Part(row, start, end);
                if (!_oneSpike)
                {
                    Settle(end, spikes);
                    spikes.EndRun();
                }
            }
            (_x, _xEnd, _i, _iEnd) = (_xEnd, _x, _iEnd, _i);
        }
        if (_oneSpike)
        {
            Fire(spikes);
        }
    }

    // Decays of all stretches, in lanes; returns how many arrivals lie within the window.
    private int Stretches(ReadOnlySpan<double> times)
    {
        int count = 0;
        for (; count < times.Length && times[count] <= _windowUs; count++)
        {
        }
        int padded = LaneArray.Padded(count);
        if (padded > _length.Length)
        {
            (_length, _membrane, _synaptic, _response) =
                (new double[2 * padded], new double[2 * padded], new double[2 * padded], new double[2 * padded]);
        }
        for (int k = 0; k < count; k++)
        {
            _length[k] = (k + 1 < count ? times[k + 1] : _windowUs) - times[k];
        }
        Span<T> length = LaneArray.As<T>(_length), membrane = LaneArray.As<T>(_membrane), synaptic = LaneArray.As<T>(_synaptic),
            response = LaneArray.As<T>(_response);
        for (int k = 0; k * T.Count < count; k++)
        {
            _lif.Decays(length[k], out membrane[k], out synaptic[k], out response[k]);
        }
        return count;
    }

    // A layer of one vector, such as a few output neurons behind many: through all stretches, but the last, that no lane leaves, in registers.
    private int Skip(int stretch, int count, Arrivals arrivals, ReadOnlySpan<T> weights)
    {
        LaneLif<T> lif = _lif;
        ReadOnlySpan<double> times = arrivals.Times, membrane = _membrane, synaptic = _synaptic, response = _response, lengths = _length;
        ReadOnlySpan<int> rows = arrivals.Rows;
        T x = LaneArray.As<T>(_x)[0], i = LaneArray.As<T>(_i)[0], held = LaneArray.As<T>(_heldUntil)[0];
        int k = stretch, row = _x.Length / T.Count;
        for (; k + 1 < count; k++)
        {
            T from = T.Of(times[k]), length = T.Of(lengths[k]), i0 = i + weights[rows[k] * row];
            T x1 = T.Fma(x, T.Of(membrane[k]), i0 * T.Of(response[k])), i1 = i0 * T.Of(synaptic[k]);
            T free = T.LessOrEqual(held, from), released = T.AndNot(T.Less(held, from + length), free);
            if (T.Bits(T.Or(released, lif.Crosses(x, i0, x1, i1, length, free))) != 0)
            {
                break;
            }
            x = T.Select(free, x1, x);
            i = i1;
        }
        LaneArray.As<T>(_x)[0] = x;
        LaneArray.As<T>(_i)[0] = i;
        return k;
    }

    // A leaf: a call inside the loop would spill every vector (ecosystem 3.1). Returns whether any lane left the common path.
    private bool Advance(int stretch, ReadOnlySpan<T> row, double start, double end)
    {
        LaneLif<T> lif = _lif;
        ReadOnlySpan<T> x = LaneArray.As<T>(_x), i = LaneArray.As<T>(_i), held = LaneArray.As<T>(_heldUntil);
        Span<T> xEnd = LaneArray.As<T>(_xEnd), iEnd = LaneArray.As<T>(_iEnd);
        T membrane = T.Of(_membrane[stretch]), synaptic = T.Of(_synaptic[stretch]), response = T.Of(_response[stretch]);
        T from = T.Of(start), to = T.Of(end), length = T.Of(_length[stretch]);
        ulong any = 0;
        for (int word = 0, k = 0; word < _crossing.Length; word++)
        {
            ulong crossing = 0, released = 0;
            for (int bit = 0; bit < WordBits && k < _vectors; bit += T.Count, k++)
            {
                T x0 = x[k], i0 = i[k] + row[k], x1 = T.Fma(x0, membrane, i0 * response), i1 = i0 * synaptic, h = held[k];
                T free = T.LessOrEqual(h, from);
                xEnd[k] = T.Select(free, x1, x0);
                iEnd[k] = i1;
                crossing |= (ulong)T.Bits(lif.Crosses(x0, i0, x1, i1, length, free)) << bit;
                released |= (ulong)T.Bits(T.AndNot(T.Less(h, to), free)) << bit;
            }
            (_crossing[word], _released[word]) = (crossing, released);
            any |= crossing | released;
        }
        return any != 0;
    }

    // Lanes that leave the common path: crossings, and neurons whose refractory time ends on this stretch.
    private void Part(ReadOnlySpan<double> row, double start, double end)
    {
        for (int word = 0; word < _crossing.Length; word++)
        {
            for (ulong crossing = _crossing[word]; crossing != 0; crossing &= crossing - 1)
            {
                int n = word * WordBits + BitOperations.TrailingZeroCount(crossing);
                _crossings.Add(n, _x[n], _i[n] + row[n], start, end - start);
                // Until it is known when; in one-spike layers for good.
                _heldUntil[n] = double.PositiveInfinity;
            }
            for (ulong released = _released[word]; released != 0; released &= released - 1)
            {
                int n = word * WordBits + BitOperations.TrailingZeroCount(released);
                _restarts.Add(n, _heldUntil[n], (_i[n] + row[n]) * _lif.SynapticDecay(_heldUntil[n] - start));
            }
        }
    }

    // Fires what crossed and restarts what was released, until the stretch is done.
    private void Settle(double end, SpikeTrain spikes)
    {
        _restarts.Continue(end, _crossings, _xEnd);
        _restarts.Clear();
        while (_crossings.Count > 0)
        {
            _crossings.Solve();
            _crossings.Release();
            for (int k = 0; k < _crossings.Count; k++)
            {
                int n = _crossings.Neuron(k);
                double time = _crossings.Time(k), release = time + _lif.Refractory;
                spikes.Add(time, n);
                (_xEnd[n], _heldUntil[n]) = (_lif.Reset, release);
                if (release < end)
                {
                    _restarts.Add(n, release, _crossings.CurrentAtRelease(k));
                }
            }
            _crossings.Clear();
            _restarts.Continue(end, _crossings, _xEnd);
            _restarts.Clear();
        }
    }

    private void Fire(SpikeTrain spikes)
    {
        _crossings.Solve();
        for (int k = 0; k < _crossings.Count; k++)
        {
            if (k > 0 && _crossings.Start(k) != _crossings.Start(k - 1))
            {
                spikes.EndRun();
            }
            spikes.Add(_crossings.Time(k), _crossings.Neuron(k));
        }
        _crossings.Clear();
    }
}
