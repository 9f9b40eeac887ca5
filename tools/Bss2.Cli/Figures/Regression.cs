namespace Bss2.Cli.Figures;

/// <summary>Straight line by least squares.</summary>
internal static class Regression
{
    public static double Slope(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
