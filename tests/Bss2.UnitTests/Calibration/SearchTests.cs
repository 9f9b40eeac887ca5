using Bss2.Calibration.Search;
using Bss2.Spikes;
using CsCheck;

namespace Bss2.UnitTests.Calibration;

/// <summary>Searches on made-up problems: optimal on monotone ones, bounded, restartable, honest at the ends of the range.</summary>
public sealed class SearchTests
{
    private const int Instances = 24;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Searches => ["binary", "noisy binary", "linear", "prediction"];

    [Fact]
    public void A_bisection_of_1023_codes_takes_twelve_measurements_and_a_noisy_one_thirteen()
    {
        var goal = new SearchGoal(CodeRange.CapMem, [0], Rising: true);
        Assert.Equal(12, new BinarySearch().MeasurementsFor(goal));
        Assert.Equal(13, new NoisyBinarySearch(1).MeasurementsFor(goal));
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void On_a_monotone_problem_no_code_beats_the_found_one_by_more_than_a_step(string name)
    {
        Gen.Select(Gen.Int[0, 300], Gen.Int[301, 1022], Gen.Double[0.2, 5], Gen.Double[0.05, 0.95], Gen.Bool, Gen.ULong).Sample(
            (low, high, slope, place, rising, seed) =>
            {
                var range = new CodeRange(low, high);
                double sign = rising ? slope : -slope;
                SeedTree tree = SeedTree.Root(seed);
                double Value(int i, int code) => sign * (code + 100 * tree.Gaussian((ulong)i)) * (1 + 2e-4 * code);
                double[] targets = [.. Enumerable.Range(0, Instances).Select(i => Value(i, low + (int)(place * (high - low))))];
                var goal = new SearchGoal(range, targets, rising) { Start = [.. Enumerable.Repeat(range.Middle, Instances)] };
                (SearchOutcome outcome, SyntheticProblem problem) = Run(Make(name, range, sign, seed), goal, (i, c, _) => Observation.Of(Value(i, c)));
                Assert.All(problem.Asked.SelectMany(codes => codes), code => Assert.InRange(code, low, high));
                for (int i = 0; i < Instances; i++)
                {
                    int optimum = low + (int)(place * (high - low));
                    int reach = name == "linear" ? (high - low) / 45 + 1 : name == "prediction" ? 2 : 1;
                    Assert.InRange(outcome.Codes[i], optimum - reach, optimum + reach);
                    Assert.Equal(range.IsBoundary(outcome.Codes[i]) ? SearchVerdict.AtBoundary : SearchVerdict.Found, outcome.Verdicts[i]);
                    Assert.Equal(Value(i, outcome.Codes[i]), outcome.Observations[i].Value);
                }
                Assert.InRange(outcome.Measurements, 1, Make(name, range, sign, seed).MeasurementsFor(goal));
            }, iter: 60);
    }

    [Fact]
    public void Against_noise_the_noisy_search_stays_within_twice_the_noise_of_the_target()
    {
        // 1 % of the decisions near the target are wrong at ±2.3 σ. Over 4000 instances a residual beyond 5 noise widths (in code steps)
        // needs two such errors early on: fewer than 1 % of the instances may show it.
        const int count = 4000;
        SeedTree noise = SeedTree.Root(5);
        Observation Observe(int i, int code, int k) => Observation.Of(code + 3 * noise.Child((ulong)i).Gaussian((ulong)k));
        var goal = new SearchGoal(CodeRange.CapMem, [.. Enumerable.Range(0, count).Select(i => 100 + i % 800 + 0.3)], Rising: true);
        SearchOutcome outcome = Run(new NoisyBinarySearch(7), goal, Observe).Outcome;
        double[] errors = [.. outcome.Codes.Select((code, i) => Math.Abs(code - goal.Targets[i]))];
        Assert.True(errors.Count(e => e > 15) < count / 100, $"{errors.Count(e => e > 15)} of {count} are off by more than 15 codes");
        Assert.InRange(Math.Sqrt(errors.Average(e => e * e)), 0, 6);
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task A_search_that_stops_anywhere_and_continues_ends_alike(string name)
    {
        SeedTree noise = SeedTree.Root(9);
        Observation Observe(int i, int code, int k) => i == 3 ? Observation.Missing : code < 50 + 20 * i ? Observation.Below
            : Observation.Of(code * (1 + 0.01 * noise.Child((ulong)i).Gaussian((ulong)k)));
        var goal = new SearchGoal(CodeRange.CapMem, [.. Enumerable.Range(0, Instances).Select(i => 300.0 + 17 * i)], Rising: true);
        (SearchOutcome whole, SyntheticProblem problem) = Run(Make(name, goal.Range, 1, 3), goal, Observe);
        for (int cut = 0; cut < problem.Asked.Count; cut++)
        {
            var history = new SearchHistory();
            var first = new SyntheticProblem(Instances, Observe);
            using var stop = new CancellationTokenSource();
            var progress = new StopAfter(cut, stop);
            if (cut > 0)
            {
                try
                {
                    await SearchLoop.RunAsync(Make(name, goal.Range, 1, 3), first, goal, history, progress, stop.Token);
                    Assert.Equal(problem.Asked.Count, cut);
                }
                catch (OperationCanceledException)
                {
                    Assert.Equal(cut, history.Count);
                }
            }
            var rest = new SyntheticProblem(Instances, (i, code, k) => Observe(i, code, k + cut));
            SearchOutcome resumed = await SearchLoop.RunAsync(
                Make(name, goal.Range, 1, 3), rest, goal, new(history.Measurements), null, Token);
            Assert.Equal(whole.Codes, resumed.Codes);
            Assert.Equal(whole.Verdicts, resumed.Verdicts);
            Assert.Equal(problem.Asked.Count, cut + rest.Asked.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void What_lies_outside_the_range_or_never_answers_is_not_called_found(string name)
    {
        double[] targets = [-500, 5000, 400, 400];
        Observation Observe(int i, int code, int k) => i == 3 ? Observation.Missing : i < 2 ? Observation.Of(code) : Observation.Of(code + 37);
        var goal = new SearchGoal(new(100, 900), targets, Rising: true) { Tolerance = 20 };
        IParameterSearch search = name == "linear" ? new LinearSearch(40) : Make(name, goal.Range, 1, 1);
        SearchOutcome outcome = Run(search, goal, Observe).Outcome;
        Assert.Equal([SearchVerdict.AtBoundary, SearchVerdict.AtBoundary, SearchVerdict.Found, SearchVerdict.Unobserved], outcome.Verdicts);
        Assert.Equal((100, 900), (outcome.Codes[0], outcome.Codes[1]));
        Assert.Equal([false, false, true, false], outcome.Success);
    }

    [Fact]
    public void A_residual_above_the_tolerance_is_reported()
    {
        var goal = new SearchGoal(CodeRange.CapMem, [40.5], Rising: true) { Tolerance = 0.4 };
        SearchOutcome outcome = Run(new BinarySearch(), goal, (_, code, _) => Observation.Of(code)).Outcome;
        Assert.Equal([SearchVerdict.OutOfTolerance], outcome.Verdicts);
    }

    [Fact]
    public void A_prediction_with_a_power_law_meets_a_power_law_at_once()
    {
        var goal = new SearchGoal(CodeRange.CapMem, [6, 6, 6], Rising: false) { Start = [250, 250, 250] };
        double[] factor = [1500 * 0.6, 1500, 1500 * 1.7];
        (SearchOutcome outcome, SyntheticProblem problem) = Run(new PredictionSearch(PredictionLaw.Power(-1), 1), goal,
            (i, code, _) => Observation.Of(factor[i] / code));
        Assert.Equal([150, 250, 425], outcome.Codes);
        Assert.Equal(2, problem.Asked.Count);
    }

    private static IParameterSearch Make(string name, CodeRange range, double slope, ulong seed) => name switch
    {
        "binary" => new BinarySearch(),
        "noisy binary" => new NoisyBinarySearch(seed),
        "linear" => new LinearSearch(Math.Max(1, range.Count / 45)),
        _ => new PredictionSearch(PredictionLaw.Shift(slope * 1.1, 100), 8),
    };

    private static (SearchOutcome Outcome, SyntheticProblem Problem) Run(IParameterSearch search, SearchGoal goal,
        Func<int, int, int, Observation> observe)
    {
        var problem = new SyntheticProblem(goal.Count, observe);
        SearchOutcome outcome = SearchLoop.RunAsync(search, problem, goal, new(), null, Token).AsTask().GetAwaiter().GetResult();
        return (outcome, problem);
    }

    private sealed class StopAfter(int measurements, CancellationTokenSource stop) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value)
        {
            if (value.Measurements == measurements)
            {
                stop.Cancel();
            }
        }
    }
}
