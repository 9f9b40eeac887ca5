namespace Bss2.Training.Losses;

/// <summary>Cross-entropy of softmax(scale · maximum) over readouts.</summary>
internal static class ScaledSoftmax
{
    /// <typeparam name="TMath">Whose exponential: the library's for the plain losses, the lanes' for the vector kernels.</typeparam>
    /// <summary>Loss and answer; equal largest maxima answer nothing.</summary>
    /// <param name="maxima">Per class.</param>
    /// <param name="scale">Logit scale.</param>
    /// <param name="label">Right class.</param>
    /// <param name="probabilities">Set, one per class.</param>
    public static SampleLoss Evaluate<TMath>(ReadOnlySpan<double> maxima, double scale, int label, Span<double> probabilities)
        where TMath : IExponential
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
            probabilities[j] = TMath.Exp(scale * (maxima[j] - best));
            sum += probabilities[j];
        }
        for (int j = 0; j < maxima.Length; j++)
        {
            probabilities[j] /= sum;
        }
        return new(TMath.Log(sum) - scale * (maxima[label] - best), predicted);
    }
}
