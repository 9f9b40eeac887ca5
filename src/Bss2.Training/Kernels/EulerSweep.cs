using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>One layer that is driven from outside only, by explicit Euler: four vectors of neurons at a time, in registers through all steps.</summary>
/// <remarks>The operations and their order are those of <see cref="EulerSimulation"/>, so that the bits are the same. Steps in which nothing
/// can fire, before the first arrival and once every current has fallen to the threshold after the last one, are left out.</remarks>
internal sealed class EulerSweep<T> : IStepSweep
    where T : unmanaged, ILanes<T>
{
    // Vectors in a group: enough independent chains to hide the latency of one.
    private const int Group = 4;

    private const int WordBits = 64;

    private readonly LifParameters _parameters;
    private readonly int _steps, _groups, _words;
    private readonly double _stepUs, _holdSteps;
    private readonly bool _interpolate, _mayEnd;
    // [step][group]: which lanes fired; V before and after the step where one did. Valid where the step's bit of the group is set.
    private readonly uint[] _marks;
    private readonly ulong[] _marked;
    private readonly double[] _before, _after;
    // Of a group's lanes: first step at which V moves again.
    private readonly double[] _release = new double[Group * LaneArray.Widest];
    private int[] _step = new int[64], _neuron = new int[64];

    public EulerSweep(LifLayer layer, double windowUs, double stepUs, bool interpolate)
    {
        (_parameters, _stepUs, _interpolate) = (layer.Parameters, stepUs, interpolate);
        _steps = (int)Math.Round(windowUs / stepUs);
        _holdSteps = Math.Min(int.MaxValue / 2, Math.Round(_parameters.RefractoryUs / stepUs));
        _mayEnd = MayEnd(_parameters, stepUs);
        _groups = (layer.Size + Multiple - 1) / Multiple;
        _words = (_groups + WordBits - 1) / WordBits;
        _marks = new uint[(_steps + 1) * _groups];
        _marked = new ulong[(_steps + 1) * _words];
        (_before, _after) = interpolate ? (new double[_marks.Length * Multiple], new double[_marks.Length * Multiple]) : ([], []);
    }

    /// <inheritdoc/>
    public int Multiple => Group * T.Count;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public ReadOnlySpan<int> Steps => _step.AsSpan(0, Count);

    /// <inheritdoc/>
    public ReadOnlySpan<int> Neurons => _neuron.AsSpan(0, Count);

    /// <summary>Whether nothing can fire once all currents have fallen to the threshold after the last arrival.</summary>
    /// <remarks>Then V moves at most half way to E_l + I, and cannot pass θ while that is below it, whatever the rounding; I only falls.</remarks>
    public static bool MayEnd(LifParameters parameters, double stepUs) =>
        stepUs <= 0.5 * parameters.MembraneTimeConstantUs && stepUs < parameters.SynapticTimeConstantUs;

    /// <inheritdoc/>
    public void Run(StepArrivals arrivals, StackedWeights weights)
    {
        Array.Clear(_marked);
        Count = 0;
        for (int g = 0; g < _groups && arrivals.Count > 0; g++)
        {
            Count += Run(g, arrivals, weights);
        }
        if (_step.Length < Count)
        {
            (_step, _neuron) = (new int[2 * Count], new int[2 * Count]);
        }
    }

    /// <inheritdoc/>
    public void Read(Span<TimedSpike> spikes)
    {
        int count = 0;
        for (int w = 0; w < _marked.Length; w++)
        {
            int step = w / _words;
            for (ulong groups = _marked[w]; groups != 0; groups &= groups - 1)
            {
                int group = w % _words * WordBits + BitOperations.TrailingZeroCount(groups), m = step * _groups + group;
                // Lanes of the padding never fire: their weights are 0.
                for (uint mark = _marks[m]; mark != 0; mark &= mark - 1)
                {
                    int lane = BitOperations.TrailingZeroCount(mark), neuron = group * Multiple + lane;
                    (_step[count], _neuron[count]) = (step, neuron);
                    spikes[count++] = new(neuron, (step - 1 + (_interpolate ? Fraction(m * Multiple + lane) : 1)) * _stepUs);
                }
            }
        }
    }

    private double Fraction(int k) => (_parameters.Threshold - _before[k]) / (_after[k] - _before[k]);

    // Few values are live at a time: the JIT would spill more. A held neuron's V moves by 0, which leaves its bits alone.
    private int Run(int group, StepArrivals arrivals, StackedWeights weights)
    {
        LifParameters p = _parameters;
        T a = T.Of(_stepUs / p.MembraneTimeConstantUs), decay = T.Of(1 - _stepUs / p.SynapticTimeConstantUs);
        T leak = T.Of(p.Leak), threshold = T.Of(p.Threshold), zero = T.Of(0);
        T v0 = leak, v1 = leak, v2 = leak, v3 = leak, i0 = zero, i1 = zero, i2 = zero, i3 = zero;
        Span<T> release = LaneArray.As<T>(_release)[..Group];
        release.Clear();
        ReadOnlySpan<int> steps = arrivals.Steps, rows = arrivals.Rows;
        int count = 0;
        for (int k = steps[0], next = 0; k <= _steps; k++)
        {
            T now = T.Of(k);
            T n0 = v0 + T.And(T.LessOrEqual(release[0], now), a * (leak - v0 + i0)), n1 = v1 + T.And(T.LessOrEqual(release[1], now), a * (leak - v1 + i1));
            T n2 = v2 + T.And(T.LessOrEqual(release[2], now), a * (leak - v2 + i2)), n3 = v3 + T.And(T.LessOrEqual(release[3], now), a * (leak - v3 + i3));
            (i0, i1, i2, i3) = (i0 * decay, i1 * decay, i2 * decay, i3 * decay);
            T fired = T.Less(threshold, T.Max(T.Max(n0, n1), T.Max(n2, n3)));
            if (T.Bits(fired) != 0)
            {
                count += Mark(k, group, T.Less(threshold, n0), T.Less(threshold, n1), T.Less(threshold, n2), T.Less(threshold, n3));
                if (_interpolate)
                {
                    Store(_before, k * _groups + group, v0, v1, v2, v3);
                    Store(_after, k * _groups + group, n0, n1, n2, n3);
                }
                T reset = T.Of(p.Reset), until = T.Of(k + 1 + _holdSteps);
                release[0] = T.Select(T.Less(threshold, n0), until, release[0]);
                release[1] = T.Select(T.Less(threshold, n1), until, release[1]);
                release[2] = T.Select(T.Less(threshold, n2), until, release[2]);
                release[3] = T.Select(T.Less(threshold, n3), until, release[3]);
                (n0, n1) = (T.Select(T.Less(threshold, n0), reset, n0), T.Select(T.Less(threshold, n1), reset, n1));
                (n2, n3) = (T.Select(T.Less(threshold, n2), reset, n2), T.Select(T.Less(threshold, n3), reset, n3));
            }
            (v0, v1, v2, v3) = (n0, n1, n2, n3);
            for (; next < steps.Length && steps[next] == k; next++)
            {
                ReadOnlySpan<T> w = MemoryMarshal.Cast<double, T>(weights.Values.AsSpan(rows[next] * weights.Stride + group * Multiple, Multiple));
                (i0, i1, i2, i3) = (i0 + w[0], i1 + w[1], i2 + w[2], i3 + w[3]);
            }
            if (next == steps.Length && _mayEnd)
            {
                // Lanes that are held until the end do not count.
                T last = T.Of(_steps), driven = T.Of(p.Threshold - p.Leak);
                T one = T.Or(T.And(T.Less(driven, i0), T.LessOrEqual(release[0], last)), T.And(T.Less(driven, i1), T.LessOrEqual(release[1], last)));
                T two = T.Or(T.And(T.Less(driven, i2), T.LessOrEqual(release[2], last)), T.And(T.Less(driven, i3), T.LessOrEqual(release[3], last)));
                if (T.Bits(T.Or(one, two)) == 0)
                {
                    break;
                }
            }
        }
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Mark(int step, int group, T s0, T s1, T s2, T s3)
    {
        uint mark = T.Bits(s0) | T.Bits(s1) << T.Count | T.Bits(s2) << 2 * T.Count | T.Bits(s3) << 3 * T.Count;
        _marks[step * _groups + group] = mark;
        _marked[step * _words + group / WordBits] |= 1UL << group % WordBits;
        return BitOperations.PopCount(mark);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(double[] array, int m, T x0, T x1, T x2, T x3)
    {
        Span<T> lanes = MemoryMarshal.Cast<double, T>(array.AsSpan(m * Multiple, Multiple));
        (lanes[0], lanes[1], lanes[2], lanes[3]) = (x0, x1, x2, x3);
    }
}
