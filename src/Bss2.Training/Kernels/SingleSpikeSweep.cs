using System.Numerics;
using System.Runtime.CompilerServices;
using Bss2.Network;

namespace Bss2.Training.Kernels;

/// <summary><see cref="EulerSweep{T}"/> for layers whose neurons fire once at most, being held until the window's end: who is above threshold
/// is written down at every step and the first time counts, so that no spike is a branch.</summary>
/// <remarks>What V does after its spike is of no consequence: it goes on as if there had been none. The operations until then and their
/// order are those of <see cref="EulerSimulation"/>, so the bits are the same.</remarks>
internal sealed class SingleSpikeSweep<T> : IStepSweep
    where T : unmanaged, ILanes<T>
{
    // Vectors in registers at a time: enough independent chains to hide the latency of one.
    private const int Group = 4;

    private const int WordBits = 64;

    private readonly LifParameters _parameters;
    private readonly int _steps, _groups, _words, _groupsPerWord;
    private readonly double _stepUs;
    private readonly bool _mayEnd;
    // [step][word]: neurons above threshold; per word: those that were before.
    private readonly ulong[] _above, _seen;
    // Per step: the row that arrives, the row of zeros if none does; how many further ones, which are few.
    private readonly int[] _row, _further;
    private readonly int[] _step, _neuron;

    public SingleSpikeSweep(LifLayer layer, double windowUs, double stepUs)
    {
        (_parameters, _stepUs) = (layer.Parameters, stepUs);
        _steps = StepsIn(windowUs, stepUs);
        _mayEnd = EulerSweep<T>.MayEnd(_parameters, stepUs);
        _groups = (layer.Size + Multiple - 1) / Multiple;
        _groupsPerWord = WordBits / Multiple;
        _words = (_groups + _groupsPerWord - 1) / _groupsPerWord;
        (_above, _seen) = (new ulong[(_steps + 1) * _words], new ulong[_words]);
        (_row, _further) = (new int[_steps + 1], new int[_steps + 1]);
        (_step, _neuron) = (new int[layer.Size], new int[layer.Size]);
    }

    /// <inheritdoc/>
    public int Multiple => Group * T.Count;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public ReadOnlySpan<int> Steps => _step.AsSpan(0, Count);

    /// <inheritdoc/>
    public ReadOnlySpan<int> Neurons => _neuron.AsSpan(0, Count);

    /// <summary>Whether a layer's neurons are of the kind that this class serves.</summary>
    public static bool Serves(LifLayer layer, double windowUs, double stepUs) =>
        Math.Round(layer.Parameters.RefractoryUs / stepUs) >= StepsIn(windowUs, stepUs);

    /// <inheritdoc/>
    public void Run(StepArrivals arrivals, StackedWeights weights)
    {
        Count = 0;
        if (arrivals.Count == 0)
        {
            return;
        }
        Place(arrivals, weights.NoRow);
        Array.Clear(_above);
        for (int g = 0; g < _groups; g++)
        {
            Run(g, arrivals, weights);
        }
        Collect(arrivals.Steps[0]);
    }

    /// <inheritdoc/>
    public void Read(Span<TimedSpike> spikes)
    {
        ReadOnlySpan<int> steps = Steps, neurons = Neurons;
        for (int k = 0; k < spikes.Length; k++)
        {
            spikes[k] = new(neurons[k], steps[k] * _stepUs);
        }
    }

    private static int StepsIn(double windowUs, double stepUs) => (int)Math.Round(windowUs / stepUs);

    private void Place(StepArrivals arrivals, int none)
    {
        ReadOnlySpan<int> steps = arrivals.Steps, rows = arrivals.Rows;
        Array.Fill(_row, none);
        Array.Clear(_further);
        for (int k = steps.Length - 1; k >= 0; k--)
        {
            _further[steps[k]] += _row[steps[k]] == none ? 0 : 1;
            _row[steps[k]] = rows[k];
        }
    }

    private void Run(int group, StepArrivals arrivals, StackedWeights weights)
    {
        LifParameters p = _parameters;
        T a = T.Of(_stepUs / p.MembraneTimeConstantUs), decay = T.Of(1 - _stepUs / p.SynapticTimeConstantUs);
        T leak = T.Of(p.Leak), threshold = T.Of(p.Threshold), zero = T.Of(0);
        T v0 = leak, v1 = leak, v2 = leak, v3 = leak, i0 = zero, i1 = zero, i2 = zero, i3 = zero;
        ReadOnlySpan<int> steps = arrivals.Steps, row = _row, further = _further;
        ReadOnlySpan<T> lanes = LaneArray.As<T>(weights.Values)[(group * Group)..];
        Span<ulong> above = _above.AsSpan(group / _groupsPerWord);
        int stride = weights.Stride / T.Count, last = _mayEnd ? steps[^1] : _steps, shift = group % _groupsPerWord * Multiple;
        ulong seen = 0;
        for (int k = steps[0]; k <= _steps; k++)
        {
            v0 += a * (leak - v0 + i0);
            v1 += a * (leak - v1 + i1);
            v2 += a * (leak - v2 + i2);
            v3 += a * (leak - v3 + i3);
            ulong now = Bits(threshold, v0, v1, v2, v3);
            seen |= now;
            above[k * _words] |= now << shift;
            ReadOnlySpan<T> w = lanes.Slice(row[k] * stride, Group);
            i0 = i0 * decay + w[0];
            i1 = i1 * decay + w[1];
            i2 = i2 * decay + w[2];
            i3 = i3 * decay + w[3];
            for (int f = 1; f <= further[k]; f++)
            {
                w = lanes.Slice(arrivals.Row(k, f) * stride, Group);
                i0 += w[0];
                i1 += w[1];
                i2 += w[2];
                i3 += w[3];
            }
            if (k >= last && (Bits(T.Of(p.Threshold - p.Leak), i0, i1, i2, i3) & ~seen) == 0)
            {
                break;
            }
        }
    }

    // Bit per lane that is larger.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(T than, T x0, T x1, T x2, T x3) => T.Bits(T.Less(than, x0)) | (ulong)T.Bits(T.Less(than, x1)) << T.Count
        | (ulong)T.Bits(T.Less(than, x2)) << 2 * T.Count | (ulong)T.Bits(T.Less(than, x3)) << 3 * T.Count;

    private void Collect(int firstStep)
    {
        ReadOnlySpan<ulong> above = _above;
        Span<ulong> seen = _seen;
        Span<int> steps = _step, neurons = _neuron;
        seen.Clear();
        int count = 0, perWord = _groupsPerWord * Multiple;
        for (int step = firstStep; step <= _steps; step++)
        {
            for (int w = 0; w < seen.Length; w++)
            {
                ulong all = above[step * seen.Length + w];
                // Lanes of the padding never fire: their weights are 0.
                for (ulong first = all & ~seen[w]; first != 0; first &= first - 1)
                {
                    (steps[count], neurons[count]) = (step, w * perWord + BitOperations.TrailingZeroCount(first));
                    count++;
                }
                seen[w] |= all;
            }
        }
        Count = count;
    }
}
