namespace Bss2.Training.Losses;

/// <summary>Cross-entropy of softmax(scale · maximum) over readouts, for the plain losses.</summary>
internal static class ScaledSoftmax
{
    /// <summary>Loss and answer; equal largest maxima answer nothing.</summary>
    /// <param name="maxima">Per class.</param>
    /// <param name="scale">Logit scale.</param>
    /// <param name="label">Right class.</param>
    /// <param name="probabilities">Set, one per class.</param>
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
            probabilities[j] = Math.Exp(scale * (maxima[j] - best));
            sum += probabilities[j];
        }
        for (int j = 0; j < maxima.Length; j++)
        {
            probabilities[j] /= sum;
        }
        return new(Math.Log(sum) - scale * (maxima[label] - best), predicted);
    }
}
