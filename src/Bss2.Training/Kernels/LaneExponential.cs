using Bss2.Training.Losses;

namespace Bss2.Training.Kernels;

/// <summary>One lane's worth of <see cref="LaneMath"/>: the same bits at every width.</summary>
internal readonly struct LaneExponential : IExponential
{
    public static double Exp(double power) => LaneMath.Exp(power);

    public static double Log(double value) => LaneMath.Log(value);
}
