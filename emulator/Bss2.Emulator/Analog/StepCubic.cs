using System.Runtime.Intrinsics;

namespace Bss2.Emulator.Analog;

/// <summary>A membrane within a step as a cubic of the cycles since its start, V.</summary>
internal readonly record struct StepCubic(float C0, float C1, float C2, float C3)
{
    /// <summary>The cubic with given values and slopes (per cycle) at both ends.</summary>
    public static StepCubic Between(float from, float to, float slopeFrom, float slopeTo, float cycles)
    {
        float rise = (to - from) / cycles;
        return new(from, slopeFrom, (3 * rise - 2 * slopeFrom - slopeTo) / cycles, (slopeFrom + slopeTo - 2 * rise) / (cycles * cycles));
    }

    public float At(float s) => MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(C3, s, C2), s, C1), s, C0);

    /// <summary>Upper bound between two cycles: the highest of the Bézier points of that part.</summary>
    public float Ceiling(float from, float to)
    {
        float third = (to - from) / 3, p = At(from), q = At(to);
        return Math.Max(Math.Max(p, q), Math.Max(MathF.FusedMultiplyAdd(third, Slope(from), p), MathF.FusedMultiplyAdd(-third, Slope(to), q)));
    }

    /// <summary>Whether it is above a level with the noise of a cycle.</summary>
    public bool IsAbove(in CrossingSearch search, float level, int cycle) => At(cycle) + (float)search.NoiseAt(cycle) > level;

    private float Slope(float s) => MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(3 * C3, s, 2 * C2), s, C1);

    public Vector256<float> At(Vector256<float> s) => Vector256.FusedMultiplyAdd(
        Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(Vector256.Create(C3), s, Vector256.Create(C2)), s, Vector256.Create(C1)),
        s, Vector256.Create(C0));
}
