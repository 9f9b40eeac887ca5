using Bss2.Emulator;
using Bss2.Emulator.Analog;

namespace Bss2.SimulationTests.Analog;

/// <summary>Jitter of first spikes, fast engine against reference with other noise: the same distribution (Kolmogorov and Smirnov).</summary>
/// <remarks>
/// Neurons of the ideal die that all hear the same inputs differ in their noise alone. False alarms: one in a million (Smirnov's asymptotic
/// bound, α = 2 exp(−2 D² n m / (n + m))); a shift of 16 ns, a third of the jitter, is found.
/// </remarks>
public sealed class SpikeTimeDistributionTests
{
    private const int Neurons = 128, Seeds = 12, Inputs = 8, Weight = 70, WindowCycles = 25 * AnalogHarness.CyclesPerUs;
    private const double FalseAlarms = 1e-6, FoundNs = 16;

    [Theory]
    [InlineData(CoreModel.Circuit)]
    [InlineData(CoreModel.Linear)]
    public void First_spikes_scatter_as_they_do_in_the_reference(CoreModel core)
    {
        double[] fast = FirstSpikesNs(new() { Core = core }, firstSeed: 1);
        double[] plain = FirstSpikesNs(new() { Core = core, Engine = EngineKind.Reference }, firstSeed: 1001);
        double critical = Math.Sqrt(-0.5 * Math.Log(FalseAlarms / 2) * (fast.Length + plain.Length) / ((double)fast.Length * plain.Length));
        double distance = Distance(fast, plain), moved = Distance([.. fast.Select(t => t + FoundNs)], plain);
        double jitter = Math.Sqrt(plain.Select(t => (t - plain.Average()) * (t - plain.Average())).Average());
        string report = $"{core}: {fast.Length} and {plain.Length} spikes, jitter {jitter:F0} ns, distance {distance:F3}, shifted {moved:F3}, critical {critical:F3}";
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(Math.Min(fast.Length, plain.Length) > 0.95 * Neurons * Seeds, report);
        Assert.True(distance < critical, report);
        Assert.True(moved > critical, report);
    }

    private static double[] FirstSpikesNs(EmulatorOptions options, ulong firstSeed)
    {
        var times = new List<double>();
        for (ulong seed = firstSeed; seed < firstSeed + Seeds; seed++)
        {
            var harness = new AnalogHarness(options with { NoiseSeed = seed }, Neurons);
            for (int input = 0; input < Inputs; input++)
            {
                for (int n = 0; n < Neurons; n++)
                {
                    harness.Connect(input, n, Weight);
                }
                harness.Send(input, AnalogHarness.CyclesPerUs * (1 + input));
            }
            harness.Engine.SynchroniseSystemTime(0, 1L << 25);
            harness.RunTo(WindowCycles);
            times.AddRange(harness.Firings.GroupBy(firing => firing.Neuron).Select(spikes => 4.0 * spikes.Min(firing => firing.Cycle)));
        }
        return [.. times];
    }

    // Largest distance of the empirical distribution functions.
    private static double Distance(double[] a, double[] b)
    {
        (double[] x, double[] y) = ([.. a.Order()], [.. b.Order()]);
        double largest = 0;
        for (int i = 0, j = 0; i < x.Length && j < y.Length;)
        {
            double at = Math.Min(x[i], y[j]);
            while (i < x.Length && x[i] <= at)
            {
                i++;
            }
            while (j < y.Length && y[j] <= at)
            {
                j++;
            }
            largest = Math.Max(largest, Math.Abs(i / (double)x.Length - j / (double)y.Length));
        }
        return largest;
    }
}
