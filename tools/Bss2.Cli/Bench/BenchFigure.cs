namespace Bss2.Cli.Bench;

/// <summary>What came out of a case.</summary>
/// <param name="Name">Of the case.</param>
/// <param name="Unit">Of the figures.</param>
/// <param name="Median">Wall clock.</param>
/// <param name="Minimum">Smallest of the repeats.</param>
/// <param name="Maximum">Largest of the repeats.</param>
/// <param name="CpuMedian">The same figure from the process's CPU time; what an idle machine would show for one thread.</param>
/// <param name="Repeats">How many.</param>
/// <param name="RatioTo">Name of the yardstick.</param>
/// <param name="Ratio">Share of the yardstick's speed, median over repeats; higher is better.</param>
internal sealed record BenchFigure(string Name, string Unit, double Median, double Minimum, double Maximum, double CpuMedian, int Repeats,
    string RatioTo, double Ratio)
{
    /// <summary>Scaling: the work of one piece; null where it is not counted.</summary>
    public double? Work { get; init; }
}
