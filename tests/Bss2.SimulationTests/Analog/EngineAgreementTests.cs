using Bss2.Emulator;
using Bss2.Emulator.Analog;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Analog;

/// <summary>The fast engines' error: first spikes of recipe-like stimuli against the reference engine, same chip and noise.</summary>
public sealed class EngineAgreementTests
{
    private const int Hidden = 64, Inputs = 5, Samples = 6, WindowCycles = 50 * AnalogHarness.CyclesPerUs;

    public static TheoryData<string, CoreModel, bool, int?> Cases => new()
    {
        { "linear, quiet", CoreModel.Linear, false, null }, { "circuit, quiet", CoreModel.Circuit, false, null },
        { "circuit, noise", CoreModel.Circuit, true, null }, { "circuit, noise, die 1", CoreModel.Circuit, true, 1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void First_spikes_agree_to_a_few_cycles(string name, CoreModel core, bool noise, int? die)
    {
        var differences = new List<double>();
        int oneSided = 0, pairs = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            var options = new EmulatorOptions { Core = core, Noise = noise, Die = die, NoiseSeed = 3 };
            long[] fast = FirstSpikes(options, sample), plain = FirstSpikes(options with { Engine = EngineKind.Reference }, sample);
            for (int n = 0; n < Hidden; n++)
            {
                pairs++;
                if (fast[n] < 0 != plain[n] < 0)
                {
                    oneSided++;
                }
                else if (fast[n] >= 0)
                {
                    differences.Add((fast[n] - plain[n]) * 4.0);
                }
            }
        }
        double[] sorted = [.. differences.Select(Math.Abs).Order()];
        string report = $"{name}: {sorted.Length} of {pairs} pairs, one-sided {oneSided}, mean {differences.Average():F1}, "
            + $"median |d| {sorted[sorted.Length / 2]}, p90 {sorted[sorted.Length * 9 / 10]}, p99 {sorted[sorted.Length * 99 / 100]}, max {sorted[^1]} ns";
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        // Measured: median 0, p90 4, p99 8, at most 12 ns (docs/emulator-fidelity.md). A grazing crossing may move further or be missed: none here.
        Assert.True(sorted.Length > pairs / 2, report);
        Assert.True(sorted[sorted.Length / 2] <= 0 && sorted[sorted.Length * 9 / 10] <= 4 && sorted[sorted.Length * 99 / 100] <= 8, report);
        Assert.True(oneSided <= pairs / 100 && Math.Abs(differences.Average()) <= 1, report);
    }

    private static long[] FirstSpikes(EmulatorOptions options, int sample)
    {
        var harness = new AnalogHarness(options, Hidden);
        SeedTree seed = SeedTree.Root(11);
        for (int n = 0; n < Hidden; n++)
        {
            for (int i = 0; i < Inputs; i++)
            {
                double weight = 86.7 * (1 + 0.7 * seed.Child((ulong)n).Gaussian((ulong)i));
                harness.Connect(i, n, (int)Math.Clamp(Math.Round(weight), -252, 252));
            }
        }
        // Recipe M: inputs at 2 + 24 v µs, on the 8 ns grid of the link.
        IEnumerable<(long Cycle, int Input)> events = Enumerable.Range(0, Inputs)
            .Select(i => (2L * (int)(250 + 3000 * seed.Child(99).Child((ulong)sample).Uniform((ulong)i)), i));
        foreach ((long cycle, int input) in events.Order())
        {
            harness.Send(input, cycle);
        }
        harness.Engine.SynchroniseSystemTime(0, 1L << 25);
        harness.RunTo(WindowCycles);
        long[] first = [.. Enumerable.Repeat(-1L, Hidden)];
        foreach (Firing firing in harness.Firings)
        {
            first[firing.Neuron] = first[firing.Neuron] < 0 ? firing.Cycle : first[firing.Neuron];
        }
        return first;
    }
}
