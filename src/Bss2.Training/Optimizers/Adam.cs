using System.Numerics;
using System.Runtime.InteropServices;

namespace Bss2.Training.Optimizers;

/// <summary>Adam over a list of arrays.</summary>
/// <remarks>Kingma &amp; Ba 2015, algorithm 1, with bias correction.</remarks>
public sealed class Adam
{
    private const double Epsilon = 1e-8;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="shapes">Length of each array.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    public Adam(IEnumerable<int> shapes, double beta1, double beta2)
    {
        First = [.. shapes.Select(length => new double[length])];
        Second = [.. First.Select(moment => new double[moment.Length])];
        (Beta1, Beta2) = (beta1, beta2);
    }

    /// <summary>First moments.</summary>
    public double[][] First { get; }

    /// <summary>Second moments.</summary>
    public double[][] Second { get; }

    /// <summary>Updates done.</summary>
    public long Step { get; set; }

    private double Beta1 { get; }

    private double Beta2 { get; }

    /// <summary>One update of all arrays.</summary>
    public void Update(IReadOnlyList<double[]> parameters, IReadOnlyList<double[]> gradients, double learningRate)
    {
        Step++;
        double correction1 = 1 - Math.Pow(Beta1, Step), correction2 = 1 - Math.Pow(Beta2, Step);
        for (int a = 0; a < First.Length; a++)
        {
            int length = First[a].Length;
            Span<double> m = First[a], v = Second[a], w = parameters[a].AsSpan(0, length);
            ReadOnlySpan<double> g = gradients[a].AsSpan(0, length);
            int whole = length - length % Vector<double>.Count;
            InLanes(m[..whole], v[..whole], w[..whole], g[..whole], learningRate, correction1, correction2);
            for (int i = whole; i < m.Length; i++)
            {
                m[i] = Beta1 * m[i] + (1 - Beta1) * g[i];
                v[i] = Beta2 * v[i] + (1 - Beta2) * g[i] * g[i];
                w[i] -= learningRate * (m[i] / correction1) / (Math.Sqrt(v[i] / correction2) + Epsilon);
            }
        }
    }

    // The same operations in the same order, so the same bits as one by one.
    private void InLanes(Span<double> first, Span<double> second, Span<double> parameters, ReadOnlySpan<double> gradients, double learningRate,
        double correction1, double correction2)
    {
        Span<Vector<double>> m = MemoryMarshal.Cast<double, Vector<double>>(first), v = MemoryMarshal.Cast<double, Vector<double>>(second),
            w = MemoryMarshal.Cast<double, Vector<double>>(parameters);
        ReadOnlySpan<Vector<double>> g = MemoryMarshal.Cast<double, Vector<double>>(gradients);
        Vector<double> beta1 = new(Beta1), rest1 = new(1 - Beta1), beta2 = new(Beta2), rest2 = new(1 - Beta2), rate = new(learningRate),
            over1 = new(correction1), over2 = new(correction2), epsilon = new(Epsilon);
        for (int i = 0; i < m.Length; i++)
        {
            m[i] = beta1 * m[i] + rest1 * g[i];
            v[i] = beta2 * v[i] + rest2 * g[i] * g[i];
            w[i] -= rate * (m[i] / over1) / (Vector.SquareRoot(v[i] / over2) + epsilon);
        }
    }
}
