namespace Bss2.SimulationTests.Readout;

/// <summary>Time constant of a recorded decay.</summary>
internal static class DecayFit
{
    /// <summary>Samples per time constant of a trace with a plateau at 300..500 and a fall after 500 that ends before the last 400.</summary>
    /// <remarks>Least squares of A e^{−t/τ} + B from where the fall has reached 90 %: golden section over τ; A and B are linear.</remarks>
    public static double Samples(double[] trace)
    {
        double rest = trace[^400..].Average(), top = trace[300..500].Average() - rest;
        double[] fall = trace[Array.FindIndex(trace, 500, v => v - rest < 0.9 * top)..];
        double low = 50, high = 1200;
        const double ratio = 0.6180339887;
        while (high - low > 0.01)
        {
            double a = high - ratio * (high - low), b = low + ratio * (high - low);
            (low, high) = Misfit(fall, a) < Misfit(fall, b) ? (low, b) : (a, high);
        }
        return (low + high) / 2;
    }

    private static double Misfit(double[] fall, double tau)
    {
        double n = fall.Length, e = 0, ee = 0, y = 0, ey = 0, yy = 0;
        for (int k = 0; k < fall.Length; k++)
        {
            double x = Math.Exp(-k / tau);
            (e, ee, y, ey, yy) = (e + x, ee + x * x, y + fall[k], ey + x * fall[k], yy + fall[k] * fall[k]);
        }
        double slope = (n * ey - e * y) / (n * ee - e * e), level = (y - slope * e) / n;
        return yy - slope * ey - level * y;
    }
}
