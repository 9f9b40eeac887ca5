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
    /// <param name="words">What its programs have in common.</param>
    /// <param name="limit">Most instructions per program.</param>
    /// <param name="pieces">Set to them.</param>
    /// <exception cref="PlacementException">Not even one sample fits.</exception>
    public static void Split(SpikeBatch inputs, BatchWords words, int limit, List<BatchPiece> pieces)
    {
        BatchTiming timing = words.Timing;
        pieces.Clear();
        int remembered = (int)((timing.Quiet + timing.Period - 1) / timing.Period);
        int first = 0;
        do
        {
            int repeated = Math.Min(first, remembered), count = 0;
            long size = words.InstructionsWithoutSamples;
            for (int s = first - repeated; s < first; s++)
            {
                size += Size(inputs, words, s);
            }
            while (count < words.MostSamples && first + count < inputs.Count && size + Size(inputs, words, first + count) <= limit)
            {
                size += Size(inputs, words, first + count++);
            }
            if (count == 0 && inputs.Count > 0)
            {
                throw new PlacementException($"instructions for a program with sample {first} and the {repeated} before it", size + Size(inputs, words, first),
                    limit, "Allow longer programs.");
            }
            pieces.Add(new(first, count, repeated));
            first += count;
        }
        while (first < inputs.Count);
    }

    private static int Size(SpikeBatch inputs, BatchWords words, int sample) =>
        words.InstructionsPerSample + InstructionsPerSpike * inputs[sample].Length;
}
