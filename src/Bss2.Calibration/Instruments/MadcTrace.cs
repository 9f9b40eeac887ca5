namespace Bss2.Calibration.Instruments;

/// <summary>A recording of one circuit.</summary>
/// <param name="TimesUs">Since the recording began.</param>
/// <param name="Volts">By the converter's nominal scale.</param>
internal sealed record MadcTrace(IReadOnlyList<double> TimesUs, IReadOnlyList<double> Volts)
{
    /// <summary>The part from a time on, pooled: at most so many points, each the mean of neighbours.</summary>
    public (double[] TimesUs, double[] Volts) Pooled(double fromUs, int most)
    {
        int first = 0;
        while (first < TimesUs.Count && TimesUs[first] < fromUs)
        {
            first++;
        }
        int size = Math.Max(1, (TimesUs.Count - first) / most), points = Math.Min(most, TimesUs.Count - first);
        var (t, v) = (new double[points], new double[points]);
        for (int k = 0; k < points; k++)
        {
            for (int j = first + k * size; j < first + (k + 1) * size; j++)
            {
                (t[k], v[k]) = (t[k] + TimesUs[j] / size, v[k] + Volts[j] / size);
            }
        }
        return (t, v);
    }
}
