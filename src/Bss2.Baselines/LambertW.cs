namespace Bss2.Baselines;

/// <summary>The principal branch of Lambert's function: w e^w = z, w ≥ −1.</summary>
public static class LambertW
{
    /// <summary>W0(z) for z ≥ −1/e, to a few units in the last place away from the branch point.</summary>
    /// <returns>NaN below −1/e.</returns>
    public static double Principal(double z)
    {
        if (!(z >= -1 / Math.E))
        {
            return double.NaN;
        }
        // Corless et al. 1996: series in p about the branch point, logarithm far out; Halley's iteration from there.
        double p = Math.Sqrt(2 * (Math.E * z + 1));
        double w = z < 0.5 ? -1 + p * (1 - p * (1.0 / 3 - p * 11.0 / 72)) : Math.Log(1 + z) * 0.8;
        for (int i = 0; i < 50; i++)
        {
            double e = Math.Exp(w), f = w * e - z;
            if (f == 0 || w == -1)
            {
                break;
            }
            double step = f / (e * (w + 1) - (w + 2) * f / (2 * w + 2));
            w -= step;
            if (Math.Abs(step) <= 1e-16 * Math.Abs(w))
            {
                break;
            }
        }
        return w;
    }
}
