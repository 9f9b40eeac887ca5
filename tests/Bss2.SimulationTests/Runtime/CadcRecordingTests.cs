using Bss2.Emulator;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using Bss2.Training;

namespace Bss2.SimulationTests.Runtime;

/// <summary>Column converters that watch a layer during a batch: they see its membranes, cost what is stated, and disturb nothing.</summary>
public sealed class CadcRecordingTests
{
    private const int Samples = 12;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_see_the_membrane_of_the_closed_form()
    {
        // Too weak to fire: the voltage is the sum of the responses.
        var hidden = new LifLayer("hidden", 20, TestNets.Lif(6, 6));
        NetworkSnapshot network = TestNets.Net(3, 4, 50, [hidden], (-1, 0, 0.2, 0.25));
        SpikeBatch inputs = TestNets.Inputs(4, 4, Samples, 2, 40);
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new() { Noise = false }), Watch(0));
        RecordedBatch record = await chip.RunAsync(network, inputs, 1, Token);
        MembraneRecord seen = chip.MembranesOf(record);
        NetworkSnapshot nominal = chip.Placement!.Nominal(network);
        var kernel = new LifKernel(nominal.Layers[0].Parameters);
        double largest = 0, worst = 0;
        for (int s = 0; s < Samples; s++)
        {
            Assert.Equal(0, record.Spikes(s, 0).Length);
            for (int k = 0; k < seen.TimesUs.Count; k++)
            {
                for (int n = 0; n < 20; n++)
                {
                    double expected = 0;
                    foreach (TimedSpike spike in inputs[s])
                    {
                        expected += spike.TimeUs < seen.TimesUs[k]
                            ? nominal.Projections[0].Weights[spike.Source * 20 + n] * kernel.Response(seen.TimesUs[k] - spike.TimeUs) : 0;
                    }
                    largest = Math.Max(largest, Math.Abs(expected));
                    worst = Math.Max(worst, Math.Abs(expected - seen.At(s, k)[n]));
                }
            }
        }
        // Half a step of 1/70, the rest of the previous window, and a circuit that is not quite linear.
        Assert.InRange(largest, 0.5, 1);
        Assert.True(worst < 0.08, $"off by {worst:F3}");
    }

    [Fact]
    public async Task They_are_counted_limited_by_their_memory_and_leave_spikes_alone()
    {
        var layers = new[] { new LifLayer("hidden", 20, TestNets.Lif()), new LifLayer("output", 3, TestNets.Lif()) };
        NetworkSnapshot network = TestNets.Net(5, 4, 50, layers, (-1, 0, 0.9, 0.5), (0, 1, 0.3, 0.3));
        SpikeBatch inputs = TestNets.Inputs(6, 4, Samples, 3, 45);
        await using var plain = new ChipSubstrate(new EmulatorExecutor(new() { Die = 5 }), new PlacementOptions());
        await using var watching = new ChipSubstrate(new EmulatorExecutor(new() { Die = 5 }), Watch(0));
        RecordedBatch expected = await plain.RunAsync(network, inputs, 7, Token), record = await watching.RunAsync(network, inputs, 7, Token);
        int spikes = 0, same = 0;
        for (int s = 0; s < Samples; s++)
        {
            Assert.True(record.IsValid(s));
            for (int layer = 0; layer < 2; layer++)
            {
                TimedSpike[] a = expected.Spikes(s, layer).ToArray(), b = record.Spikes(s, layer).ToArray();
                Assert.Equal(a.Select(spike => spike.Source).Order(), b.Select(spike => spike.Source).Order());
                // Looking at a membrane ends a step of the integrator there: less than the noise of spikes, but where one grazes its threshold.
                double[] moved = [.. a.OrderBy(x => x.Source).ThenBy(x => x.TimeUs).Zip(b.OrderBy(x => x.Source).ThenBy(x => x.TimeUs))
                    .Select(pair => Math.Abs(pair.First.TimeUs - pair.Second.TimeUs))];
                spikes += moved.Length;
                same += moved.Count(time => time < 0.05);
            }
        }
        Assert.True(spikes > 100 && same > 0.9 * spikes, $"{same} of {spikes} spikes within 50 ns");
        MembraneRecord seen = watching.MembranesOf(record);
        int quads = Enumerable.Range(0, 20).Select(n => watching.Placement!.Circuit(0, n))
            .Select(c => (c.Hemisphere, Hal.Coordinates.SynapseQuadAddress.QuadOf(c.SynapseColumn))).Distinct().Count();
        Assert.Equal(25, seen.TimesUs.Count);
        Assert.Equal((long)Samples * 25 * quads, watching.Usage.CadcWordsRead);
        Assert.Equal(0, plain.Usage.CadcWordsRead);
        // 256 readings per program: ten samples of 25.
        Assert.Equal(plain.Usage.Programs + 1, watching.Usage.Programs);
        await watching.RunAsync(network, inputs, 8, Token);
        Assert.Throws<InvalidOperationException>(() => watching.MembranesOf(record));
        Assert.Throws<InvalidOperationException>(() => plain.MembranesOf(expected));
    }

    [Fact]
    public async Task A_leaky_layer_never_fires_and_integrates_beyond_the_threshold()
    {
        var layers = new[] { new LifLayer("hidden", 12, TestNets.Lif(6, 6, 60)), new LifLayer("output", 3, TestNets.Lif(6, 6, 0)) };
        NetworkSnapshot network = TestNets.Net(5, 4, 50, layers, (-1, 0, 1.5, 0.5), (0, 1, 0.6, 0.2));
        await using var chip = new ChipSubstrate(new EmulatorExecutor(new() { Noise = false }), Watch(1) with { Recording = new() { Layer = 1, IsLeaky = true } });
        RecordedBatch record = await chip.RunAsync(network, TestNets.Inputs(6, 4, 3, 1, 20), 0, Token);
        MembraneRecord seen = chip.MembranesOf(record);
        float highest = Enumerable.Range(0, 3).Max(s => Enumerable.Range(0, seen.TimesUs.Count).Max(k => seen.At(s, k).ToArray().Max()));
        Assert.True(highest > 1.2, $"rises to {highest}");
        Assert.All(Enumerable.Range(0, 3), s => Assert.Equal(0, record.Spikes(s, 1).Length));
        Assert.True(record.Spikes(0, 0).Length > 0);
    }

    [Fact]
    public void Readings_faster_than_the_chip_stores_them_or_of_too_many_columns_are_refused()
    {
        var hidden = new LifLayer("hidden", 512, TestNets.Lif(6, 6));
        NetworkSnapshot network = TestNets.Net(3, 2, 50, [hidden], (-1, 0, 0.2, 0.25));
        Assert.Contains("1.7 µs", Assert.Throws<ArgumentException>(() => new ChipPlacement(network, Watch(0) with
        {
            Recording = new() { Layer = 0, IntervalUs = 1 },
        })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ChipPlacement(network, Watch(1)));
        // All 128 quads and a conversion just do not fit 1.7 µs of the FPGA's cycles.
        PlacementException full = Assert.Throws<PlacementException>(() => ChipForecast.For(network, Watch(0) with
        {
            Recording = new() { Layer = 0, IntervalUs = 1.7 },
        }, new SpikeBatch(2, [[]]), int.MaxValue));
        Assert.True(full.Needed > full.Available);
        Assert.NotNull(ChipForecast.For(network, Watch(0), new SpikeBatch(2, [[]]), int.MaxValue));
    }

    private static PlacementOptions Watch(int layer) => new() { Recording = new() { Layer = layer } };
}
