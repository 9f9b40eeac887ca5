namespace Bss2.Calibration.Search;

/// <summary>A nominal relation between code and observation, of which each instance has its own version.</summary>
public sealed class PredictionLaw
{
    private readonly Func<int, double, double, double> _predict;

    private PredictionLaw(Func<int, double, double, double> predict, double blindFactor, double blindShift) =>
        (_predict, BlindFactor, BlindShift) = (predict, blindFactor, blindShift);

    /// <summary>Factor on the code when the observation only said on which side of the target it lies; 1 if the law shifts.</summary>
    internal double BlindFactor { get; }

    /// <summary>Codes to move in the same case; 0 if the law scales.</summary>
    internal double BlindShift { get; }

    /// <summary>observation = slope · code + an offset of the instance.</summary>
    /// <param name="slope">Observation per code; not 0.</param>
    /// <param name="blindCodes">Codes to move when an observation has no value.</param>
    public static PredictionLaw Shift(double slope, double blindCodes) =>
        new((code, seen, wanted) => code + (wanted - seen) / slope, 1, blindCodes);

    /// <summary>observation = a factor of the instance · code^exponent: 1 for a gain, −1 for a time constant against its bias.</summary>
    /// <param name="exponent">Not 0.</param>
    public static PredictionLaw Power(double exponent) => new(
        (code, seen, wanted) => seen > 0 && wanted > 0 ? Math.Max(1, code) * Math.Pow(wanted / seen, 1 / exponent) : code, 1.5, 0);

    internal double Predict(int code, double seen, double wanted) => _predict(code, seen, wanted);
}
