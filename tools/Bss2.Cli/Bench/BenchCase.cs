namespace Bss2.Cli.Bench;

/// <summary>One figure to measure.</summary>
/// <param name="Name">Fixed: baselines and scripts go by it.</param>
/// <param name="Unit">Of the figure.</param>
/// <param name="Threads">That the work uses. Up to one the ratio is taken from CPU time, which other programs on the machine hardly disturb.</param>
/// <param name="Yardstick">What it is compared with.</param>
/// <param name="Prepare">Sets up, outside the measurement.</param>
internal sealed record BenchCase(string Name, BenchUnit Unit, int Threads, Yardstick Yardstick, Func<BenchWork> Prepare)
{
    /// <summary>Scaling: the work of one piece as counted on what really ran; null for the same in every piece.</summary>
    public Func<double>? CountWork { get; init; }
}
