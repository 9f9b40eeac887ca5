using Bss2.Network;
using Bss2.Training;
using Bss2.Training.Kernels;

namespace Bss2.UnitTests.Training.Kernels;

public sealed class FeedForwardSimulationTests
{
    private const int Nets = 80, Samples = 5;

    // Of a spike time of up to 60 µs, with room for the error of grazing spikes of earlier layers to grow; typical is 1e-13.
    private const double ToleranceUs = 1e-8, TypicalUs = 1e-11;

    [Fact]
    public void Spikes_equal_the_event_queues_on_random_nets()
    {
        long total = 0, close = 0, several = 0;
        for (ulong seed = 1; seed <= Nets; seed++)
        {
            NetworkSnapshot network = RandomNets.FeedForward(seed);
            SpikeBatch inputs = RandomNets.Inputs(seed, Samples);
            RecordedBatch expected = Run(new LifSimulation(network), network, inputs);
            RecordedBatch actual = Run(new FeedForwardSimulation<Lanes256>(network), network, inputs);
            for (int s = 0; s < Samples; s++)
            {
                for (int l = 0; l < network.Layers.Count; l++)
                {
                    TimedSpike[] want = expected.Spikes(s, l).ToArray(), have = actual.Spikes(s, l).ToArray();
                    Assert.Equal(want.Select(spike => spike.Source), have.Select(spike => spike.Source));
                    double worst = want.Zip(have).Select(pair => Math.Abs(pair.First.TimeUs - pair.Second.TimeUs)).DefaultIfEmpty().Max();
                    Assert.True(worst <= ToleranceUs, $"seed {seed}, sample {s}, layer {l}: {worst:E2} µs");
                    total += want.Length;
                    close += want.Zip(have).Count(pair => Math.Abs(pair.First.TimeUs - pair.Second.TimeUs) < TypicalUs);
                    several += want.GroupBy(spike => spike.Source).Count(neuron => neuron.Count() > 1);
                }
            }
        }
        Assert.True(total > 8000 && several > 400, $"{total} spikes and {several} repeats are too few to mean something");
        Assert.True(close > 0.999 * total, $"only {close} of {total} spikes within {TypicalUs} µs");
    }

    [Fact]
    public void Bits_do_not_depend_on_the_vector_width()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            NetworkSnapshot network = RandomNets.FeedForward(seed);
            SpikeBatch inputs = RandomNets.Inputs(seed, Samples);
            RecordedBatch two = Run(new FeedForwardSimulation<Lanes128>(network), network, inputs);
            RecordedBatch four = Run(new FeedForwardSimulation<Lanes256>(network), network, inputs);
            RecordedBatch eight = Run(new FeedForwardSimulation<Lanes512>(network), network, inputs);
            for (int s = 0; s < Samples; s++)
            {
                for (int l = 0; l < network.Layers.Count; l++)
                {
                    Assert.Equal(two.Spikes(s, l), four.Spikes(s, l));
                    Assert.Equal(two.Spikes(s, l), eight.Spikes(s, l));
                }
            }
        }
    }

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(0.3, true)]
    public void Euler_in_lanes_has_the_bits_of_the_plain_loop_at_every_width(double stepUs, bool interpolate)
    {
        long total = 0;
        for (ulong seed = 1; seed <= 30; seed++)
        {
            NetworkSnapshot network = RandomNets.FeedForward(seed);
            SpikeBatch inputs = RandomNets.Inputs(seed, Samples);
            RecordedBatch plain = Run(new EulerSimulation(stepUs, interpolate), network, inputs);
            RecordedBatch two = Run(new EulerLayers<Lanes128>(network, stepUs, interpolate), network, inputs);
            RecordedBatch four = Run(new EulerLayers<Lanes256>(network, stepUs, interpolate), network, inputs);
            RecordedBatch eight = Run(new EulerLayers<Lanes512>(network, stepUs, interpolate), network, inputs);
            for (int s = 0; s < Samples; s++)
            {
                for (int l = 0; l < network.Layers.Count; l++)
                {
                    Assert.Equal(plain.Spikes(s, l), two.Spikes(s, l));
                    Assert.Equal(plain.Spikes(s, l), four.Spikes(s, l));
                    Assert.Equal(plain.Spikes(s, l), eight.Spikes(s, l));
                    total += plain.Spikes(s, l).Length;
                }
            }
        }
        Assert.True(total > 1000, $"only {total} spikes");
    }

    [Fact]
    public void Euler_in_lanes_has_the_plain_loops_bits_for_wide_layers_that_fire_once()
    {
        const int wide = 150;
        var parameters = new LifParameters { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6, RefractoryUs = 60, Leak = 0.1 };
        Bss2.Spikes.SeedTree random = Bss2.Spikes.SeedTree.Root(7);
        double[] Draw(int array, int count, double mean, double deviation) =>
            [.. Enumerable.Range(0, count).Select(i => mean + deviation * random.Child((ulong)array).Gaussian((ulong)i))];
        var network = new NetworkSnapshot
        {
            InputSize = 5, WindowUs = 60, Layers = [new("first", wide, parameters), new("second", wide, parameters)],
            Projections = [new(Projection.Input, 0, 5, wide, Draw(1, 5 * wide, 1, 0.8)), new(0, 1, wide, wide, Draw(2, wide * wide, 0.05, 0.1))],
        };
        SpikeBatch inputs = RandomNets.Inputs(3, 10);
        RecordedBatch plain = Run(new EulerSimulation(1, false), network, inputs);
        foreach (ISampleSimulation lanes in (ISampleSimulation[])[new EulerLayers<Lanes128>(network, 1, false),
            new EulerLayers<Lanes256>(network, 1, false), new EulerLayers<Lanes512>(network, 1, false)])
        {
            RecordedBatch record = Run(lanes, network, inputs);
            for (int s = 0; s < inputs.Count; s++)
            {
                Assert.Equal(plain.Spikes(s, 0), record.Spikes(s, 0));
                Assert.Equal(plain.Spikes(s, 1), record.Spikes(s, 1));
            }
        }
        Assert.True(Enumerable.Range(0, inputs.Count).Sum(s => plain.Spikes(s, 1).Length) > 200);
    }

    [Fact]
    public void Recurrent_nets_and_nets_that_fire_without_input_are_left_to_the_event_queue()
    {
        NetworkSnapshot network = RandomNets.HiddenAndOutput(1, new() { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6 }, null);
        int size = network.Layers[0].Size;
        Assert.True(FeedForwardSimulation<Lanes256>.Serves(network));
        Assert.False(FeedForwardSimulation<Lanes256>.Serves(
            network with { Projections = [.. network.Projections, new Projection(0, 0, size, size, new double[size * size])] }));
        Assert.False(FeedForwardSimulation<Lanes256>.Serves(
            network with { Layers = [network.Layers[0] with { Parameters = network.Layers[0].Parameters with { Leak = 2 } }] }));
    }

    private static RecordedBatch Run(ISampleSimulation simulation, NetworkSnapshot network, SpikeBatch inputs)
    {
        RecordedBatch record = new RecordedBatchPool().Take(inputs.Count, network.Layers.Count);
        simulation.Load(network);
        for (int s = 0; s < inputs.Count; s++)
        {
            simulation.Run(inputs[s], record, s);
        }
        return record;
    }
}
