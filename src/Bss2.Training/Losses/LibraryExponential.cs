namespace Bss2.Training.Losses;

/// <summary>The class library's: the reference.</summary>
internal readonly struct LibraryExponential : IExponential
{
    public static double Exp(double power) => Math.Exp(power);

    public static double Log(double value) => Math.Log(value);
}
