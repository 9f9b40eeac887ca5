namespace Bss2.Cli.Bench;

/// <summary>Runs cases: warm-up until the JIT has settled, then repeats, each next to a lap of the yardstick; medians.</summary>
/// <param name="repeats">Per case.</param>
/// <param name="log">Told each figure as it comes.</param>
/// <param name="warmUpSeconds">Before the first lap.</param>
internal sealed class BenchRunner(int repeats, TextWriter log, double warmUpSeconds = BenchRunner.WarmUpSeconds)
{
    // Tier-1 code is there after about 0.7 s (ecosystem 3.1).
    private const double WarmUpSeconds = 1.0, YardstickWarmUpShare = 0.3, LapSeconds = 0.15, YardstickLapSeconds = 0.03;

    public IReadOnlyList<BenchFigure> Run(IEnumerable<BenchCase> cases, CancellationToken token)
    {
        var figures = new List<BenchFigure>();
        foreach (BenchCase one in cases)
        {
            token.ThrowIfCancellationRequested();
            BenchFigure figure = Run(one, token);
            figures.Add(figure);
            log.WriteLine(BenchText.Line(figure));
        }
        return figures;
    }

    private BenchFigure Run(BenchCase one, CancellationToken token)
    {
        BenchWork work = one.Prepare(), yard = one.Yardstick.Prepare();
        BenchClock.Run(work, warmUpSeconds);
        BenchClock.Run(yard, YardstickWarmUpShare * warmUpSeconds);
        var wall = new double[repeats];
        var cpu = new double[repeats];
        var ratio = new double[repeats];
        for (int r = 0; r < repeats; r++)
        {
            token.ThrowIfCancellationRequested();
            BenchLap y = BenchClock.Run(yard, YardstickLapSeconds), w = BenchClock.Run(work, LapSeconds);
            wall[r] = one.Unit.Figure(w.Work, w.WallSeconds);
            cpu[r] = one.Unit.Figure(w.Work, w.CpuSeconds);
            double speed = one.Threads > 1 ? w.Work / w.WallSeconds : w.Work / w.CpuSeconds;
            double peak = one.Threads > 1 ? y.Work / y.WallSeconds : y.Work / y.CpuSeconds;
            ratio[r] = speed * one.Yardstick.WorkPerItem / peak;
        }
        return new(one.Name, one.Unit.Text, Median(wall), wall.Min(), wall.Max(), Median(cpu), repeats, one.Yardstick.Name, Median(ratio))
        {
            Work = one.CountWork?.Invoke(),
        };
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
    }
}
