using Bss2.Network;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime.Batches;

/// <summary>Splits a batch at sample boundaries into programs that a limit of instructions allows.</summary>
/// <remarks>
/// A program other than the first synchronises to the same system time, waits until the moment at which its samples would have run
/// anyway, and first repeats as many samples as the chip still remembers: the same noise, the same state, the same spikes.
/// </remarks>
internal static class BatchPlan
{
    /// <summary>Instructions that one input spike takes at most: wait and send.</summary>
    public const int InstructionsPerSpike = 2;

    /// <summary>Pieces, in order.</summary>
    /// <param name="inputs">The batch.</param>
    /// <param name="timing">Its timing.</param>
    /// <param name="perProgram">Instructions of a program without samples.</param>
    /// <param name="perSample">Instructions of a sample without spikes.</param>
    /// <param name="limit">Most instructions per program.</param>
    /// <exception cref="PlacementException">Not even one sample fits.</exception>
    public static IReadOnlyList<BatchPiece> Split(SpikeBatch inputs, BatchTiming timing, int perProgram, int perSample, int limit)
    {
        int remembered = (int)((timing.Quiet + timing.Period - 1) / timing.Period);
        var pieces = new List<BatchPiece>();
        int first = 0;
        do
        {
            int repeated = Math.Min(first, remembered), count = 0;
            long size = perProgram;
            for (int s = first - repeated; s < first; s++)
            {
                size += Size(s);
            }
            while (first + count < inputs.Count && size + Size(first + count) <= limit)
            {
                size += Size(first + count++);
            }
            if (count == 0 && inputs.Count > 0)
            {
                throw new PlacementException($"instructions for a program with sample {first} and the {repeated} before it", size + Size(first),
                    limit, "Allow longer programs.");
            }
            pieces.Add(new(first, count, repeated));
            first += count;
        }
        while (first < inputs.Count);
        return pieces;

        int Size(int sample) => perSample + InstructionsPerSpike * inputs[sample].Length;
    }
}
