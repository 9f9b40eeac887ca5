using System.Diagnostics;

namespace Bss2.Cli.Bench;

/// <summary>Repeats work for at least a given time and tells how much was done in which wall and CPU time.</summary>
internal static class BenchClock
{
    public static BenchLap Run(BenchWork work, double atLeastSeconds)
    {
        double done = 0;
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        TimeSpan wall;
        do
        {
            done += work();
            wall = Stopwatch.GetElapsedTime(start);
        }
        while (wall.TotalSeconds < atLeastSeconds);
        return new(done, wall.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }
}

/// <summary>Work done and the time that it took.</summary>
internal readonly record struct BenchLap(double Work, double WallSeconds, double CpuSeconds);
