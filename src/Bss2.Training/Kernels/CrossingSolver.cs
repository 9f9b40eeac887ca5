using System.Runtime.InteropServices;
using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>Threshold crossings that are known to exist, packed from many neurons into full vectors and solved together.</summary>
/// <remarks>
/// Halley's iteration from the root of the parabola at the start. x is concave while it rises, so the iteration converges with order 3
/// and does not leave the rising part; a lane rests once its next error is below rounding. A lane that does not settle in a few rounds
/// (a grazing spike) is handed to <see cref="LifKernel"/>, which always ends.
/// </remarks>
internal sealed class CrossingSolver<T>
    where T : unmanaged, ILanes<T>
{
    private const int FirstCapacity = 64, Rounds = 8;

    // Of a time constant: far below the rounding of a spike's time.
    private const double ErrorGoal = 1e-16;

    private readonly LaneLif<T> _lif;
    private readonly LifKernel _kernel;
    private int[] _neuron = new int[FirstCapacity];
    private double[] _x = new double[FirstCapacity], _i = new double[FirstCapacity], _start = new double[FirstCapacity],
        _length = new double[FirstCapacity], _s = new double[FirstCapacity], _open = new double[FirstCapacity];

    public CrossingSolver(LifParameters parameters)
    {
        _lif = new(parameters);
        _kernel = new(parameters with { Threshold = _lif.Threshold, Reset = _lif.Reset, Leak = 0 });
    }

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>A neuron whose state at <paramref name="startUs"/> leads to a crossing within <paramref name="lengthUs"/>.</summary>
    public void Add(int neuron, double x, double i, double startUs, double lengthUs)
    {
        if (Count == _neuron.Length)
        {
            Grow();
        }
        _neuron[Count] = neuron;
        _x[Count] = x;
        _i[Count] = i;
        _start[Count] = startUs;
        _length[Count++] = lengthUs;
    }

    public int Neuron(int k) => _neuron[k];

    /// <summary>Where the stretch of the crossing begins.</summary>
    public double Start(int k) => _start[k];

    /// <summary>Solved: time of the crossing.</summary>
    public double Time(int k) => _start[k] + _s[k];

    /// <summary>Released: current at the end of the refractory time.</summary>
    public double CurrentAtRelease(int k) => _i[k];

    public void Solve()
    {
        if (Count == 0)
        {
            return;
        }
        int vectors = (Count + T.Count - 1) / T.Count;
        // Padding: copies of a real lane, so that no lane is odd.
        for (int k = Count; k < vectors * T.Count; k++)
        {
            (_x[k], _i[k], _length[k]) = (_x[0], _i[0], _length[0]);
        }
        Begin(vectors);
        bool open = true;
        for (int round = 0; open && round < Rounds; round++)
        {
            open = Round(vectors);
        }
        if (open)
        {
            Finish();
        }
    }

    /// <summary>After <see cref="Solve"/>: carries the currents on to the end of the refractory times.</summary>
    public void Release()
    {
        ReadOnlySpan<T> s = LaneArray.As<T>(_s);
        Span<T> i = LaneArray.As<T>(_i);
        for (int k = 0; k * T.Count < Count; k++)
        {
            i[k] *= _lif.SynapticDecay(s[k] + T.Of(_lif.Refractory));
        }
    }

    private void Begin(int vectors)
    {
        ReadOnlySpan<T> x = LaneArray.As<T>(_x), i = LaneArray.As<T>(_i), length = LaneArray.As<T>(_length);
        Span<T> s = LaneArray.As<T>(_s), open = LaneArray.As<T>(_open);
        for (int k = 0; k < vectors; k++)
        {
            T gap = T.Of(_lif.Threshold) - x[k], slope = (i[k] - x[k]) * T.Of(1 / _lif.TauM);
            T bend = (i[k] * T.Of(1 / _lif.TauS) + slope) * T.Of(1 / _lif.TauM);
            T root = T.Sqrt(T.Max(slope * slope - T.Of(2) * bend * gap, T.Of(0)));
            s[k] = T.Min((gap + gap) / (slope + root), length[k]);
            open[k] = T.LessOrEqual(T.Of(0), T.Of(0));
        }
    }

    private bool Round(int vectors)
    {
        ReadOnlySpan<T> x0 = LaneArray.As<T>(_x), i0 = LaneArray.As<T>(_i), length = LaneArray.As<T>(_length);
        Span<T> s = LaneArray.As<T>(_s), open = LaneArray.As<T>(_open);
        LaneLif<T> lif = _lif;
        T shortest = T.Of(1 / Math.Min(lif.TauM, lif.TauS)), goal = T.Of(ErrorGoal * lif.TauM);
        uint any = 0;
        for (int k = 0; k < vectors; k++)
        {
            if (T.Bits(open[k]) == 0)
            {
                continue;
            }
            lif.Decays(s[k], out T membrane, out T synaptic, out T response);
            T i = i0[k] * synaptic, x = T.Fma(x0[k], membrane, i0[k] * response);
            T f = x - T.Of(lif.Threshold), slope = (i - x) * T.Of(1 / lif.TauM);
            T bend = (i * T.Of(-1 / lif.TauS) - slope) * T.Of(1 / lif.TauM);
            T step = f * slope / (slope * slope - T.Of(0.5) * f * bend), size = T.Max(step, -step);
            T next = T.Min(T.Max(s[k] - step, T.Of(0)), length[k]);
            s[k] = T.Select(open[k], next, s[k]);
            // Error after a step of Halley: δ³ times the square of the function's own scale.
            T scale = size * (T.Max(bend, -bend) / slope + shortest);
            open[k] = T.AndNot(open[k], T.And(T.LessOrEqual(scale * scale * size, goal), T.Less(T.Of(0), slope)));
            any |= T.Bits(open[k]);
        }
        return any != 0;
    }

    private void Finish()
    {
        ReadOnlySpan<ulong> open = MemoryMarshal.Cast<double, ulong>(_open.AsSpan(0, Count));
        for (int k = 0; k < Count; k++)
        {
            if (open[k] != 0)
            {
                double s = _kernel.TimeToThreshold(_x[k], _i[k], _length[k]);
                // Rounding may hide the crossing of a path that just touches: it is then at the top.
                _s[k] = Math.Min(double.IsFinite(s) ? s : _kernel.TimeOfMaximum(_x[k], _i[k]), _length[k]);
            }
        }
    }

    private void Grow()
    {
        int capacity = 2 * Count;
        Array.Resize(ref _neuron, capacity);
        Array.Resize(ref _x, capacity);
        Array.Resize(ref _i, capacity);
        Array.Resize(ref _start, capacity);
        Array.Resize(ref _length, capacity);
        Array.Resize(ref _s, capacity);
        Array.Resize(ref _open, capacity);
    }
}
