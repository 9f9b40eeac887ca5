namespace Bss2.Calibration.Routines;

/// <summary>A measured value and its standard error.</summary>
public readonly record struct Measured(double Value, double Error)
{
    /// <summary>Mean of repeats and its standard error; null if at most half of them gave a value, or a single one.</summary>
    public static Measured? Of(IEnumerable<double?> repeats)
    {
        double?[] all = [.. repeats];
        double[] values = [.. all.OfType<double>()];
        if (values.Length < 2 || 2 * values.Length <= all.Length)
        {
            return null;
        }
        double mean = values.Average();
        return new(mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length));
    }
}
