namespace Bss2.Training.Losses;

/// <summary>An exponential and its logarithm.</summary>
internal interface IExponential
{
    /// <summary>e to a power.</summary>
    static abstract double Exp(double power);

    /// <summary>Natural logarithm of a positive number.</summary>
    static abstract double Log(double value);
}
