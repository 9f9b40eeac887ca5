using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary>One layer that is driven from outside only, by explicit Euler: four vectors of neurons at a time, in registers through all steps.</summary>
/// <remarks>The operations and their order are those of <see cref="EulerSimulation"/>, so that the bits are the same.</remarks>
internal sealed class EulerSweep<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Vectors in a group: enough independent chains to hide the latency of one.</summary>
    public const int Group = 4;

    private readonly LifParameters _parameters;
    private readonly int _neurons, _steps, _groups;
    private readonly double _stepUs, _holdSteps;
    private readonly bool _interpolate;
    // [step][group]: which lanes fired; V before and after the step where one did.
    private readonly uint[] _marks;
    private readonly double[] _before, _after;
    // Of a group's lanes: first step at which V moves again.
    private readonly double[] _release = new double[Group * LaneArray.Widest];
    private int[] _step = new int[64], _neuron = new int[64];
    private int _count;

    public EulerSweep(LifLayer layer, double windowUs, double stepUs, bool interpolate)
    {
        (_parameters, _neurons, _stepUs, _interpolate) = (layer.Parameters, layer.Size, stepUs, interpolate);
        _steps = (int)Math.Round(windowUs / stepUs);
        _holdSteps = Math.Min(int.MaxValue / 2, Math.Round(_parameters.RefractoryUs / stepUs));
        _groups = (layer.Size + Multiple - 1) / Multiple;
        _marks = new uint[(_steps + 1) * _groups];
        (_before, _after) = interpolate ? (new double[_marks.Length * Multiple], new double[_marks.Length * Multiple]) : ([], []);
    }

    /// <summary>Steps at which spikes of the last sample act on others, ascending, neurons ascending within a step.</summary>
    public ReadOnlySpan<int> Steps => _step.AsSpan(0, _count);

    /// <summary>Who fired, in the same order.</summary>
    public ReadOnlySpan<int> Neurons => _neuron.AsSpan(0, _count);

    /// <summary>What rows of weights must be padded to.</summary>
    public static int Multiple => Group * T.Count;

    /// <summary>One sample.</summary>
    /// <param name="arrivals">Sorted.</param>
    /// <param name="weights">Rows padded to <see cref="Multiple"/>.</param>
    /// <param name="spikes">Cleared and filled with grid or interpolated times, by step and neuron.</param>
    public void Run(StepArrivals arrivals, StackedWeights weights, SpikeTrain spikes)
    {
        uint any = 0;
        for (int g = 0; g < _groups; g++)
        {
            any |= Run(g, arrivals, weights);
        }
        spikes.Clear();
        _count = 0;
        for (int m = 0; any != 0 && m < _marks.Length; m++)
        {
            for (uint mark = _marks[m]; mark != 0; mark &= mark - 1)
            {
                int lane = BitOperations.TrailingZeroCount(mark), step = m / _groups, neuron = m % _groups * Multiple + lane;
                if (neuron < _neurons)
                {
                    Keep(step, neuron);
                    spikes.Add((step - 1 + (_interpolate ? Fraction(m * Multiple + lane) : 1)) * _stepUs, neuron);
                }
            }
        }
    }

    private double Fraction(int k) => (_parameters.Threshold - _before[k]) / (_after[k] - _before[k]);

    private void Keep(int step, int neuron)
    {
        if (_count == _step.Length)
        {
            Array.Resize(ref _step, 2 * _count);
            Array.Resize(ref _neuron, 2 * _count);
        }
        (_step[_count], _neuron[_count++]) = (step, neuron);
    }

    // Few values are live at a time: the JIT would spill more. A held neuron's V moves by 0, which leaves its bits alone.
    private uint Run(int group, StepArrivals arrivals, StackedWeights weights)
    {
        LifParameters p = _parameters;
        T a = T.Of(_stepUs / p.MembraneTimeConstantUs), decay = T.Of(1 - _stepUs / p.SynapticTimeConstantUs);
        T leak = T.Of(p.Leak), threshold = T.Of(p.Threshold), zero = T.Of(0);
        T v0 = leak, v1 = leak, v2 = leak, v3 = leak, i0 = zero, i1 = zero, i2 = zero, i3 = zero;
        Span<T> release = LaneArray.As<T>(_release)[..Group];
        release.Clear();
        Span<uint> marks = _marks;
        ReadOnlySpan<int> steps = arrivals.Steps, rows = arrivals.Rows;
        uint any = 0;
        for (int k = 0, m = group, next = 0; k <= _steps; k++, m += _groups)
        {
            T now = T.Of(k);
            T n0 = v0 + T.And(T.LessOrEqual(release[0], now), a * (leak - v0 + i0)), n1 = v1 + T.And(T.LessOrEqual(release[1], now), a * (leak - v1 + i1));
            T n2 = v2 + T.And(T.LessOrEqual(release[2], now), a * (leak - v2 + i2)), n3 = v3 + T.And(T.LessOrEqual(release[3], now), a * (leak - v3 + i3));
            (i0, i1, i2, i3) = (i0 * decay, i1 * decay, i2 * decay, i3 * decay);
            uint mark = T.Bits(T.Less(threshold, n0)) | T.Bits(T.Less(threshold, n1)) << T.Count
                | T.Bits(T.Less(threshold, n2)) << 2 * T.Count | T.Bits(T.Less(threshold, n3)) << 3 * T.Count;
            marks[m] = mark;
            if (mark != 0)
            {
                any |= mark;
                if (_interpolate)
                {
                    Store(_before, m, v0, v1, v2, v3);
                    Store(_after, m, n0, n1, n2, n3);
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
        }
        return any;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(double[] array, int m, T x0, T x1, T x2, T x3)
    {
        Span<T> lanes = MemoryMarshal.Cast<double, T>(array.AsSpan(m * Multiple, Multiple));
        (lanes[0], lanes[1], lanes[2], lanes[3]) = (x0, x1, x2, x3);
    }
}
