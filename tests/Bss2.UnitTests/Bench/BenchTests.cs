using Bss2.Cli.Bench;

namespace Bss2.UnitTests.Bench;

/// <summary>The harness itself; figures are measured by people, not by tests.</summary>
public sealed class BenchTests
{
    private static readonly MachineLine s_machine = new("cpu", 2, 256, ".NET", "os", 100, 20, 1);

    [Fact]
    public void A_ratio_that_fell_beyond_the_tolerance_is_a_regression_whatever_the_time()
    {
        BenchReport before = Report(("a", 0.8, 10), ("b", 0.8, 10), ("gone", 1, 1));
        BenchReport now = Report(("a", 0.59, 10), ("b", 0.61, 99), ("new", 0.1, 1));
        string line = Assert.Single(BenchComparison.Regressions(before, now, tolerance: 0.25));
        Assert.StartsWith("a: 0.590 of peak, was 0.800", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_report_reads_back_and_a_damaged_one_is_refused_by_name()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            BenchReport report = Report(("a", 0.25, 3));
            File.WriteAllText(path, report.ToJson(indented: true));
            BenchReport.Case one = BenchReport.Read(path).Cases["a"];
            Assert.Equal((3, "µs", 0.25), (one.Median, one.Unit, one.RatioTo["peak"]));
            Assert.Contains("\"ratio_to\"", report.ToJson(indented: false), StringComparison.Ordinal);
            File.WriteAllText(path, "{");
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => BenchReport.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Figures_are_medians_of_work_over_time_and_shares_of_the_yardstick()
    {
        // The case does two pieces of the yardstick's work per piece of its own: its speed is half, and its share the whole.
        long spun = 0;
        double Spin(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                spun = spun * 31 + i;
            }
            return 1;
        }
        var yardstick = new Yardstick("spin", () => () => Spin(1_000_000), WorkPerItem: 2);
        var one = new BenchCase("twice", BenchUnit.NanosecondsPerItem, 1, yardstick, () => () => Spin(2_000_000));
        BenchFigure figure = Assert.Single(new BenchRunner(3, TextWriter.Null, warmUpSeconds: 0.05).Run([one], TestContext.Current.CancellationToken));
        // Wide: the JIT may still be at work.
        Assert.InRange(figure.Ratio, 0.1, 10);
        Assert.InRange(figure.Median, figure.Minimum, figure.Maximum);
        Assert.Equal("spin", figure.RatioTo);
    }

    [Fact]
    public void A_cost_that_grows_faster_than_the_work_is_told_from_one_that_does_not()
    {
        // Per axis: cost and work of a value; no work counted means the same throughout.
        (string Axis, Func<int, double> Cost, Func<int, double?> Work)[] axes =
        [
            ("neurons", n => 3 + 2 * n, n => n), ("inputs", n => 2.0 * n * n, n => n), ("layers", n => 2.0 * n * n, n => 7.0 * n * n),
            ("threads", n => 8.0 / n, _ => null), ("batch", n => n, _ => null),
        ];
        var report = BenchReport.Of(s_machine, [.. axes.SelectMany(axis => ((int[])[1, 2, 4, 8, 16]).Select(n =>
            new BenchFigure($"scaling.{axis.Axis}.{n}", "µs", axis.Cost(n), 0, 0, axis.Cost(n), 1, "peak", 1) { Work = axis.Work(n) })),
            new BenchFigure("codec.encode", "µs", 5, 5, 5, 5, 1, "peak", 1)]);
        IReadOnlyList<ScalingFit> fits = ScalingFit.Of(report);
        Assert.Equal(axes.Select(axis => axis.Axis), fits.Select(fit => fit.Axis));
        Assert.Equal([true, false, true, true, false], fits.Select(fit => fit.IsProportionate));
        Assert.Equal(2, fits[1].Exponent, 1e-9);
        Assert.Equal(1, fits[1].WorkExponent, 1e-9);
        Assert.Equal(-1, fits[3].Exponent, 1e-9);
        Assert.Equal(0, fits[3].WorkExponent);
    }

    [Fact]
    public void A_kept_baseline_has_ratios_alone_and_one_of_another_machine_is_noted()
    {
        BenchReport kept = Report(("a", 0.8, 10)).RatiosOnly();
        Assert.DoesNotContain("median", kept.ToJson(indented: true), StringComparison.Ordinal);
        Assert.Single(BenchComparison.Regressions(kept, Report(("a", 0.5, 10)), tolerance: 0.25));
        Assert.Null(BenchComparison.MachineNote(s_machine, s_machine with { FmaGflops = 90, Runtime = s_machine.Runtime + ".1", BusyShare = 0.5 }));
        string note = BenchComparison.MachineNote(s_machine, s_machine with { Cpu = "other", VectorBits = 512 })!;
        Assert.Contains("processor cpu, here other; vector bits 256, here 512", note, StringComparison.Ordinal);
    }

    private static BenchReport Report(params (string Name, double Ratio, double Median)[] cases) => BenchReport.Of(s_machine,
        cases.Select(c => new BenchFigure(c.Name, "µs", c.Median, c.Median, c.Median, c.Median, 1, "peak", c.Ratio)));
}
