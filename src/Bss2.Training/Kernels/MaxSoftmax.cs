using Bss2.Training.Losses;

namespace Bss2.Training.Kernels;

/// <summary><see cref="ScaledSoftmax"/> in the arithmetic of the lanes: the same bits at every width.</summary>
internal static class MaxSoftmax
{
    /// <param name="maxima">Per class.</param>
    /// <param name="scale">Logit scale.</param>
    /// <param name="label">Right class.</param>
    /// <param name="probabilities">Set.</param>
    public static SampleLoss Evaluate(ReadOnlySpan<double> maxima, double scale, int label, Span<double> probabilities)
    {
        double best = double.NegativeInfinity;
        int predicted = -1;
        for (int j = 0; j < maxima.Length; j++)
        {
            if (maxima[j] > best)
            {
                (best, predicted) = (maxima[j], j);
            }
            else if (maxima[j] == best)
            {
                predicted = -1;
            }
        }
        double sum = 0;
        for (int j = 0; j < maxima.Length; j++)
        {
            probabilities[j] = LaneMath.Exp(scale * (maxima[j] - best));
            sum += probabilities[j];
        }
        for (int j = 0; j < maxima.Length; j++)
        {
            probabilities[j] /= sum;
        }
        return new(LaneMath.Log(sum) - scale * (maxima[label] - best), predicted);
    }
}
