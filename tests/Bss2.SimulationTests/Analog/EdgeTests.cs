using Bss2.Emulator;
using Bss2.Emulator.Analog;

namespace Bss2.SimulationTests.Analog;

/// <summary>Backend edges inside an analog step act at their cycle, and noise does not remember what came before a synchronisation.</summary>
public sealed class EdgeTests
{
    [Theory]
    [InlineData(EngineKind.Reference, 7)]
    [InlineData(EngineKind.Vectorised, 0)]
    [InlineData(EngineKind.Vectorised, 3)]
    [InlineData(EngineKind.Vectorised, 7)]
    public void A_membrane_above_threshold_fires_when_the_comparator_counts_again_and_not_before(EngineKind engine, int phase)
    {
        var harness = new AnalogHarness(new() { Core = CoreModel.Linear, Engine = engine, Noise = false }, 1, leakCode: 950);
        long blindUntil = 10_000 + phase;
        harness.Reset(0, 0, release: 100, counts: blindUntil);
        harness.RunTo(11_000);
        Assert.InRange(Assert.Single(harness.Firings).Cycle, blindUntil, blindUntil + 1);
    }

    [Theory]
    [InlineData(EngineKind.Reference)]
    [InlineData(EngineKind.Vectorised)]
    public void Comparator_noise_after_a_synchronisation_does_not_depend_on_what_came_before(EngineKind engine)
    {
        // Two histories differ only in when the neurons were last reset, long before the synchronisation.
        long[] First(long resetAt)
        {
            var harness = new AnalogHarness(new() { Engine = engine, NoiseSeed = 4 }, 16);
            for (int n = 0; n < 16; n++)
            {
                harness.Connect(0, n, 252);
                harness.Reset(resetAt, n, release: resetAt + 2_500, counts: resetAt + 2_500);
            }
            harness.RunTo(200_000);
            harness.Firings.Clear();
            harness.Engine.SynchroniseSystemTime(200_000, 1L << 25);
            harness.Send(0, 200_500);
            harness.RunTo(210_000);
            return [.. harness.Firings.OrderBy(f => f.Neuron).Select(f => f.Cycle)];
        }
        long[] first = First(100);
        Assert.Equal(16, first.Length);
        Assert.Equal(first, First(1_000));
    }
}
