namespace Bss2.Calibration.Store;

/// <summary>Change of one quantity between two calibrations.</summary>
/// <param name="Name">Cell or quantity; its name ends in its unit.</param>
/// <param name="Unit">Unit, if the name does not say it.</param>
/// <param name="Count">Circuits compared.</param>
/// <param name="Mean">Mean change.</param>
/// <param name="Deviation">Standard deviation of the change.</param>
/// <param name="Largest">Largest magnitude.</param>
public sealed record DriftRow(string Name, string Unit, int Count, double Mean, double Deviation, double Largest)
{
    /// <summary>Summary of changes.</summary>
    public static DriftRow Of(string name, string unit, IEnumerable<double> changes)
    {
        double[] all = [.. changes];
        if (all.Length == 0)
        {
            return new(name, unit, 0, 0, 0, 0);
        }
        double mean = all.Average();
        return new(name, unit, all.Length, mean, Math.Sqrt(all.Average(c => (c - mean) * (c - mean))), all.Max(Math.Abs));
    }
}
