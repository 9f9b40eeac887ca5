using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using D = Bss2.Emulator.Analog.AnalogDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>
/// The Ornstein-Uhlenbeck noise of one membrane on a grid of 40 ns, as a bridge of bridges: any grid point can be asked for by itself, in any
/// order, and always has the same value.
/// </summary>
/// <remarks>
/// Grid points at multiples of 1024 steps (20 correlation times: independent to 1e-9) are drawn from N(0, σ²). A point between two known
/// ones at distance m is the bridge of the process: mean (x(k − m) + x(k + m)) / (2 cosh(m dt/τ)), variance σ² tanh(m dt/τ). So every
/// grid point has its own innovation, the process has the exact covariance, and what lies far below a threshold need not be evaluated.
/// Innovations are sums of four bytes: bounded by 3.45 σ, excess kurtosis −0.3, so that <see cref="Bound"/> exists.
/// </remarks>
internal static class MembraneNoise
{
    /// <summary>Steps in a block, which is also what a <see cref="Ripple"/> value is held for: 2.56 µs.</summary>
    public const int BlockSteps = 64;

    /// <summary>Cycles in a grid step.</summary>
    public const int StepCycles = 10;

    /// <summary>Cycles in a block.</summary>
    public const int BlockCycles = BlockSteps * StepCycles;

    private const int TopLevel = 10, BlockLevel = 6, TopSteps = 1 << TopLevel;

    private const float Mean = 510f, Deviation = 147.8005f, Scale = 1f / Deviation;

    // By level l: the weight of the ends and the deviation of the point between two at distance 2^l steps.
    private static readonly float[] Weight = new float[TopLevel], Spread = new float[TopLevel];

    static MembraneNoise()
    {
        double bound = Mean / Deviation;
        for (int level = TopLevel - 1; level >= 0; level--)
        {
            double x = (1 << level) * D.NoiseStepSeconds / D.MembraneNoiseTau;
            (Weight[level], Spread[level]) = ((float)(0.5 / Math.Cosh(x)), (float)(D.MembraneNoiseVolts * Math.Sqrt(Math.Tanh(x))));
            bound = Math.Max(bound, bound / Math.Cosh(x) + Math.Sqrt(Math.Tanh(x)) * Mean / Deviation);
        }
        Bound = bound * D.MembraneNoiseVolts * (1 + 1e-5);
    }

    /// <summary>No grid point is farther from 0 than this, V.</summary>
    public static double Bound { get; }

    /// <summary>Innovation of unit variance at a grid point.</summary>
    /// <param name="key">Of the neuron.</param>
    /// <param name="step">Grid point since the synchronisation.</param>
    public static float Innovation(uint key, long step)
    {
        uint h = TemporalNoise.Mix(key ^ (uint)step * 0x9E37_79B9);
        h = (h & 0x00FF_00FF) + (h >> 8 & 0x00FF_00FF);
        return ((h & 0xFFFF) + (h >> 16) - Mean) * Scale;
    }

    /// <summary>Noise at a grid point, V: the definition.</summary>
    public static float At(uint key, long step)
    {
        (long left, float x, float y) = Enclose(key, step, 0);
        return left == step ? x : y;
    }

    /// <summary>Noise at the 65 grid points of a block, both ends included, V; the same values as <see cref="At"/>.</summary>
    /// <returns>The highest of them.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float Block(uint key, long block, Span<float> x)
    {
        long first = block * BlockSteps;
        Span<float> eighths = stackalloc float[9], sixteenths = stackalloc float[17], halves = stackalloc float[33];
        (_, eighths[0], eighths[8]) = Enclose(key, first, BlockLevel);
        // The seven points at distances of 32, 16 and 8 steps, then whole vectors.
        Vector256<float> n = Innovations(key, (uint)first + 8, 8);
        eighths[4] = Between(eighths[0], eighths[8], 5, n.GetElement(3));
        eighths[2] = Between(eighths[0], eighths[4], 4, n.GetElement(1));
        eighths[6] = Between(eighths[4], eighths[8], 4, n.GetElement(5));
        for (int k = 1; k < 8; k += 2)
        {
            eighths[k] = Between(eighths[k - 1], eighths[k + 1], 3, n.GetElement(k - 1));
        }
        Refine(key, first, 2, eighths, sixteenths);
        Refine(key, first, 1, sixteenths, halves);
        return Refine(key, first, 0, halves, x);
    }

    // From the points at distance 2^(level+1) to those at half of it; returns the highest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Refine(uint key, long first, int level, ReadOnlySpan<float> coarse, Span<float> fine)
    {
        const int width = 8;
        int m = 1 << level;
        Vector256<float> weight = Vector256.Create(Weight[level]), spread = Vector256.Create(Spread[level]);
        Vector256<float> top = Vector256.Create(coarse[^1]);
        for (int k = 0; k + width < coarse.Length; k += width)
        {
            Vector256<float> left = Vector256.Create(coarse[k..]), right = Vector256.Create(coarse[(k + 1)..]);
            Vector256<float> between = Vector256.FusedMultiplyAdd(spread, Innovations(key, (uint)(first + m + 2 * m * k), 2 * m),
                weight * (left + right));
            top = Vector256.MaxNative(top, Vector256.MaxNative(left, between));
            Interleave(left, between, 0).CopyTo(fine[(2 * k)..]);
            Interleave(left, between, 4).CopyTo(fine[(2 * k + width)..]);
        }
        fine[^1] = coarse[^1];
        Vector128<float> half = Vector128.MaxNative(top.GetLower(), top.GetUpper());
        half = Vector128.MaxNative(half, Vector128.Shuffle(half, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(half.GetElement(0), half.GetElement(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Interleave(Vector256<float> even, Vector256<float> odd, int from)
    {
        Vector256<int> places = from == 0 ? Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3) : Vector256.Create(4, 4, 5, 5, 6, 6, 7, 7);
        return Vector256.ConditionalSelect(Vector256.Create(-1, 0, -1, 0, -1, 0, -1, 0).AsSingle(),
            Vector256.Shuffle(even, places), Vector256.Shuffle(odd, places));
    }

    // Descends from the top to the two neighbours on the grid of a level; stops early when the left one is the point asked for.
    private static (long Left, float X, float Y) Enclose(uint key, long step, int level)
    {
        long left = step & ~(TopSteps - 1L);
        float x = (float)D.MembraneNoiseVolts * Innovation(key, left), y = (float)D.MembraneNoiseVolts * Innovation(key, left + TopSteps);
        for (int l = TopLevel - 1; l >= level && !(level == 0 && left == step); l--)
        {
            long middle = left + (1L << l);
            float between = Between(x, y, l, Innovation(key, middle));
            if (step < middle)
            {
                y = between;
            }
            else
            {
                (left, x) = (middle, between);
            }
        }
        return (left, x, y);
    }

    private static float Between(float left, float right, int level, float innovation) =>
        MathF.FusedMultiplyAdd(Spread[level], innovation, Weight[level] * (left + right));

    // Innovations at step, step + stride, …
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Innovations(uint key, uint step, int stride)
    {
        Vector256<uint> h = (Vector256.Create(step) + Vector256<uint>.Indices * (uint)stride) * 0x9E37_79B9u;
        h = LaneMath.Mix(h ^ Vector256.Create(key));
        h = (h & Vector256.Create(0x00FF_00FFu)) + (h >>> 8 & Vector256.Create(0x00FF_00FFu));
        h = (h & Vector256.Create(0xFFFFu)) + (h >>> 16);
        return (Vector256.ConvertToSingle(h.AsInt32()) - Vector256.Create(Mean)) * Scale;
    }
}
