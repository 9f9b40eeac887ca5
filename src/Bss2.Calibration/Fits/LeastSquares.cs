namespace Bss2.Calibration.Fits;

/// <summary>Levenberg–Marquardt for a handful of parameters, with differences for the Jacobian.</summary>
internal static class LeastSquares
{
    private const int MaximumIterations = 40;
    private const double DifferenceStep = 1e-6, StopBelow = 1e-10, FirstDamping = 1e-3, LargestDamping = 1e9;

    /// <summary>Improves parameters until the sum of squares no longer falls.</summary>
    /// <param name="parameters">Start; receives the result. Scale them so that 1 is a large step for each.</param>
    /// <param name="residuals">Writes weighted residuals for given parameters; false if the parameters make no sense.</param>
    /// <param name="count">Residuals; at least as many as parameters.</param>
    /// <param name="sumOfSquares">What is left.</param>
    /// <returns>False if the start makes no sense.</returns>
    public static bool TryFit(Span<double> parameters, Residuals residuals, int count, out double sumOfSquares)
    {
        int n = parameters.Length;
        double[] p = parameters.ToArray(), r = new double[count], trial = new double[n], rTrial = new double[count];
        var jacobian = new double[n][];
        sumOfSquares = double.PositiveInfinity;
        if (!residuals(p, r))
        {
            return false;
        }
        sumOfSquares = Sum(r);
        double damping = FirstDamping;
        for (int iteration = 0; iteration < MaximumIterations && damping < LargestDamping; iteration++)
        {
            for (int k = 0; k < n; k++)
            {
                jacobian[k] = new double[count];
                p.CopyTo(trial, 0);
                trial[k] += DifferenceStep;
                if (!residuals(trial, rTrial))
                {
                    return true;
                }
                for (int i = 0; i < count; i++)
                {
                    jacobian[k][i] = (rTrial[i] - r[i]) / DifferenceStep;
                }
            }
            bool improved = false;
            while (!improved && damping < LargestDamping)
            {
                double[] step = Step(jacobian, r, damping);
                for (int k = 0; k < n; k++)
                {
                    trial[k] = p[k] + step[k];
                }
                double sum = residuals(trial, rTrial) ? Sum(rTrial) : double.PositiveInfinity;
                improved = sum < sumOfSquares;
                damping = improved ? damping / 10 : damping * 10;
                if (improved)
                {
                    bool done = sumOfSquares - sum <= StopBelow * sumOfSquares;
                    trial.CopyTo(p, 0);
                    rTrial.CopyTo(r, 0);
                    sumOfSquares = sum;
                    p.CopyTo(parameters);
                    if (done)
                    {
                        return true;
                    }
                }
            }
        }
        return true;
    }

    // (JᵀJ + λ diag JᵀJ) δ = −Jᵀr by Gauss elimination; the matrix is positive definite for λ > 0.
    private static double[] Step(double[][] jacobian, double[] r, double damping)
    {
        int n = jacobian.Length;
        var a = new double[n, n + 1];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = Dot(jacobian[i], jacobian[j]);
            }
            a[i, i] += damping * a[i, i] + 1e-30;
            a[i, n] = -Dot(jacobian[i], r);
        }
        for (int i = 0; i < n; i++)
        {
            for (int k = i + 1; k < n; k++)
            {
                double factor = a[k, i] / a[i, i];
                for (int j = i; j <= n; j++)
                {
                    a[k, j] -= factor * a[i, j];
                }
            }
        }
        var step = new double[n];
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = a[i, n];
            for (int j = i + 1; j < n; j++)
            {
                sum -= a[i, j] * step[j];
            }
            step[i] = sum / a[i, i];
        }
        return step;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double Sum(double[] r) => Dot(r, r);
}
