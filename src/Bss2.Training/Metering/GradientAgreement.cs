namespace Bss2.Training.Metering;

/// <summary>How far a gradient agrees with the reference's.</summary>
/// <param name="Cosine">Of the angle between them, −1 to 1; NaN where one of the two is 0.</param>
/// <param name="NormRatio">|gradient| ÷ |reference|; NaN where the reference is 0.</param>
public readonly record struct GradientAgreement(double Cosine, double NormRatio)
{
    /// <summary>Of every <paramref name="stride"/>-th element from <paramref name="first"/> on: a column of a row-major array, or all with 1.</summary>
    internal static GradientAgreement Of(double[] gradient, double[] reference, int first, int stride)
    {
        double product = 0, squares = 0, referenceSquares = 0;
        for (int i = first; i < gradient.Length; i += stride)
        {
            product += gradient[i] * reference[i];
            squares += gradient[i] * gradient[i];
            referenceSquares += reference[i] * reference[i];
        }
        double norm = Math.Sqrt(squares), referenceNorm = Math.Sqrt(referenceSquares);
        return new(norm > 0 && referenceNorm > 0 ? product / norm / referenceNorm : double.NaN, referenceNorm > 0 ? norm / referenceNorm : double.NaN);
    }
}
