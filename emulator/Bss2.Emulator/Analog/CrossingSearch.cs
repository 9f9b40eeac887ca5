using System.Runtime.Intrinsics;

namespace Bss2.Emulator.Analog;

/// <summary>Where in a step to look for the first cycle at whose beginning membrane plus noise is above the level.</summary>
internal readonly ref struct CrossingSearch
{
    /// <summary>Cycles since the step's start after which to look; inside the block.</summary>
    public required int From { get; init; }

    /// <summary>Last cycle to look at.</summary>
    public required int To { get; init; }

    /// <summary>Comparator level, V.</summary>
    public required double Level { get; init; }

    /// <summary>Membrane noise on the 40 ns grid of a block that holds all these cycles, V; zeros without noise.</summary>
    public required ReadOnlySpan<float> Noise { get; init; }

    /// <summary>Cycles from the block's start to the step's start; negative if the block begins inside the step.</summary>
    public required int Phase { get; init; }

    /// <summary>First grid point after <see cref="From"/>.</summary>
    public int FirstGrid => GridBefore(From) + 1;

    /// <summary>Last grid point up to <see cref="To"/>.</summary>
    public int LastGrid => GridBefore(To);

    /// <summary>The cycle of the step at which a grid point lies.</summary>
    public int CycleOf(int grid) => MembraneNoise.StepCycles * grid - Phase;

    /// <summary>Last grid point that is not after a cycle of the step.</summary>
    public int GridBefore(int cycle) => (Phase + cycle) / MembraneNoise.StepCycles;

    /// <summary>Noise at eight grid points, V; 0 beyond the block, which has one point more than eight vectors.</summary>
    public Vector256<float> NoiseFrom(int grid)
    {
        if (grid + LaneGroups.Width <= Noise.Length)
        {
            return Vector256.Create(Noise[grid..]);
        }
        Span<float> padded = stackalloc float[LaneGroups.Width];
        padded.Clear();
        Noise[grid..].CopyTo(padded);
        return Vector256.Create<float>(padded);
    }

    /// <summary>Noise at a cycle of the step, V.</summary>
    public double NoiseAt(int cycle)
    {
        (int step, int phase) = Math.DivRem(Phase + cycle, MembraneNoise.StepCycles);
        float x = Noise[step];
        return phase == 0 ? x : x + (Noise[step + 1] - x) * (phase / (double)MembraneNoise.StepCycles);
    }
}
