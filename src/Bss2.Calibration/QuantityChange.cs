namespace Bss2.Calibration;

/// <summary>A quantity of all circuits before and after: with all cells at the median of the calibrated codes, and calibrated.</summary>
/// <remarks>Analog-core 8.6: this is how the official stack's own distribution test defines "uncalibrated".</remarks>
/// <param name="Key">Short name, as result files have it.</param>
/// <param name="Name">Name with unit, of <see cref="Routines.Quantity"/>.</param>
/// <param name="Targets">Wanted value per circuit.</param>
/// <param name="Before">Value per circuit with median codes; null where a circuit did not show it.</param>
/// <param name="After">Value per circuit after calibration.</param>
public sealed record QuantityChange(string Key, string Name, IReadOnlyList<double> Targets, IReadOnlyList<double?> Before, IReadOnlyList<double?> After)
{
    // Five per cent in all: half of it from either end.
    private const double TrimmedShare = 0.05;

    /// <summary>Trimmed standard deviation of the distance from target before, in the quantity's unit; NaN without circuits.</summary>
    public double SigmaBefore => TrimmedDeviation(Before);

    /// <summary>The same after.</summary>
    public double SigmaAfter => TrimmedDeviation(After);

    /// <summary>σ after over σ before.</summary>
    public double Ratio => SigmaAfter / SigmaBefore;

    /// <summary>Root mean square of the distance from target of circuits with a value after, in the quantity's unit.</summary>
    public double ResidualRms => Math.Sqrt(Distances(After).Select(d => d * d).DefaultIfEmpty(double.NaN).Average());

    private double TrimmedDeviation(IReadOnlyList<double?> values)
    {
        double[] sorted = [.. Distances(values).Order()];
        int cut = (int)(TrimmedShare / 2 * sorted.Length);
        double[] kept = sorted[cut..^cut];
        double mean = kept.DefaultIfEmpty(double.NaN).Average();
        return Math.Sqrt(kept.Select(d => (d - mean) * (d - mean)).DefaultIfEmpty(double.NaN).Average());
    }

    private IEnumerable<double> Distances(IReadOnlyList<double?> values) =>
        values.Select((value, i) => value - Targets[i]).OfType<double>();
}
