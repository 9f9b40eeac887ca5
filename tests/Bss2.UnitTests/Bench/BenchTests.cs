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
        BenchReport report = Report([.. ((int[])[1, 2, 4, 8, 16]).SelectMany(n => ((string, double, double)[])
            [($"scaling.neurons.{n}", 1, 3 + 2 * n), ($"scaling.inputs.{n}", 1, 2.0 * n * n), ($"scaling.threads.{n}", 1, 8.0 / n)]), ("codec.encode", 1, 5)]);
        IReadOnlyList<ScalingFit> fits = ScalingFit.Of(report);
        Assert.Equal(["neurons", "inputs", "threads"], fits.Select(fit => fit.Axis));
        Assert.Equal([true, false, true], fits.Select(fit => fit.IsProportionate));
        Assert.Equal(2, fits[1].Exponent, 1e-9);
        Assert.Equal(-1, fits[2].Exponent, 1e-9);
    }

    private static BenchReport Report(params (string Name, double Ratio, double Median)[] cases) => BenchReport.Of(s_machine,
        cases.Select(c => new BenchFigure(c.Name, "µs", c.Median, c.Median, c.Median, c.Median, 1, "peak", c.Ratio)));
}
