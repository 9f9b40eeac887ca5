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
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Block(uint key, long block, Span<float> x)
    {
        long first = block * BlockSteps;
        (_, x[0], x[BlockSteps]) = Enclose(key, first, BlockLevel);
        for (int level = BlockLevel - 1; level >= 3; level--)
        {
            int m = 1 << level;
            for (int k = m; k < BlockSteps; k += 2 * m)
            {
                x[k] = Between(x[k - m], x[k + m], level, Innovation(key, first + k));
            }
        }
        for (int level = 2; level >= 0; level--)
        {
            int m = 1 << level;
            for (int k = m; k < BlockSteps; k += 16 * m)
            {
                Vector256<float> n = Innovations(key, (uint)(first + k), (uint)m);
                for (int i = 0; i < Vector256<float>.Count; i++)
                {
                    int at = k + 2 * m * i;
                    x[at] = Between(x[at - m], x[at + m], level, n.GetElement(i));
                }
            }
        }
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

    // Innovations at step, step + 2 m, step + 4 m, …
    private static Vector256<float> Innovations(uint key, uint step, uint m)
    {
        Vector256<uint> h = LaneMath.Mix((Vector256.Create(step) + Vector256<uint>.Indices * (2 * m)) * 0x9E37_79B9u ^ Vector256.Create(key));
        h = (h & Vector256.Create(0x00FF_00FFu)) + (h >>> 8 & Vector256.Create(0x00FF_00FFu));
        h = (h & Vector256.Create(0xFFFFu)) + (h >>> 16);
        return (Vector256.ConvertToSingle(h.AsInt32()) - Vector256.Create(Mean)) * Scale;
    }
}
