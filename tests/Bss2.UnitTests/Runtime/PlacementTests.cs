using Bss2.Hal.Coordinates;
using Bss2.Network;
using Bss2.Runtime.Placement;
using Bss2.Training;

namespace Bss2.UnitTests.Runtime;

/// <summary>Where networks lie, and why some do not fit. That events reach the right synapses: SimulationTests, EventRoutingTests.</summary>
public sealed class PlacementTests
{
    private static readonly LifParameters Lif = new() { MembraneTimeConstantUs = 10, SynapticTimeConstantUs = 5, RefractoryUs = 2 };

    [Fact]
    public void The_Yin_Yang_nets_lie_where_they_have_always_lain()
    {
        TrainingRecipe recipe = TrainingRecipe.FirstSpikeChip;
        var placement = new ChipPlacement(recipe.Network([new double[600], new double[360]]), new() { RowsPerInput = 5 });
        for (int n = 0; n < 120; n++)
        {
            // Hidden neurons: north-west, 30 on each event output; their synapses at the output layer: own bus, own position.
            Assert.Equal(32 * (n / 30) + n % 30, placement.Circuit(0, n).Value);
            Assert.Equal(n % 30, placement.Address(0, n));
            Assert.Equal([new RowPair(new PadiBus(n / 30), n % 30)], placement.Rows(1, n));
        }
        Assert.Equal([256 + 128, 256 + 160, 256 + 192], Enumerable.Range(0, 3).Select(n => placement.Circuit(1, n).Value));
        Assert.All(Enumerable.Range(0, 3), n => Assert.Equal(0, placement.Address(1, n)));
        for (int channel = 0; channel < 5; channel++)
        {
            Assert.Equal(channel << 6 | channel, placement.InputLabel(channel).Value);
            Assert.Equal([(0, channel), (1, channel), (2, channel), (3, channel), (0, channel + 16)],
                placement.Rows(0, channel).Select(pair => (pair.Bus.Value, pair.Position)));
        }
        Assert.Equal(0xF, placement.CompareMask(new(new Hemisphere(0), new PadiBus(0), 16)));
        Assert.Equal(0, placement.CompareMask(new(new Hemisphere(1), new PadiBus(0), 16)));
        Assert.Equal([0, 1], placement.Blocks.Select(block => block.Value));
    }

    [Fact]
    public void Every_circuit_is_used_once_and_every_label_from_the_chip_names_its_neuron()
    {
        // Eight layers of 64 are the whole chip.
        NetworkSnapshot network = Chain(5, [.. Enumerable.Repeat(64, 8)]);
        var placement = new ChipPlacement(network, new() { RowsPerInput = 2 });
        var circuits = new HashSet<int>();
        for (int layer = 0; layer < 8; layer++)
        {
            for (int n = 0; n < 64; n++)
            {
                AtomicNeuron circuit = placement.Circuit(layer, n);
                Assert.True(circuits.Add(circuit.Value));
                Assert.Equal((layer, n), placement.Source(new((ushort)(circuit.EventOutput.Value << 8 | placement.Address(layer, n)))));
            }
        }
        Assert.Equal(512, circuits.Count);
    }

    [Fact]
    public void Unusable_circuits_are_avoided_and_counted()
    {
        var unusable = new[] { 0, 3, 40, 100, 300 }.Select(n => new AtomicNeuron(n)).ToHashSet();
        NetworkSnapshot network = Chain(5, 100);
        var placement = new ChipPlacement(network, new() { Unusable = unusable });
        Assert.DoesNotContain(Enumerable.Range(0, 100).Select(n => placement.Circuit(0, n)), unusable.Contains);
        // 0 and 3 on event output 0, 40 on 1, 100 on 3; 300 lies in another quadrant.
        Assert.Equal(4, placement.AvoidedCircuits);
        Assert.Contains(("unusable circuits avoided", 4, 512), placement.Usage);
    }

    [Fact]
    public void A_circuit_table_says_which_circuits_a_layer_may_take_and_how_they_are_set()
    {
        NetworkSnapshot network = Chain(5, 20, 3);
        network = network with { Layers = [network.Layers[0], network.Layers[1] with { Parameters = Lif with { SynapticTimeConstantUs = 6 } }] };
        CircuitTarget first = CircuitTarget.Of(network.Layers[0].Parameters), second = CircuitTarget.Of(network.Layers[1].Parameters);
        var codes = new Dictionary<int, int> { [CircuitRow.Leak] = 600 };
        var table = new CircuitTable
        {
            Name = "test",
            Circuits = [.. Enumerable.Range(0, 512).Select(n => new CircuitSettings { Codes = codes, MembraneCapacitor = n % 64 })],
            Targets = [.. Enumerable.Range(0, 512).Select(n => n < 300 ? first : second)],
            Usable = [.. Enumerable.Range(0, 512).Select(n => n != 2)],
            SynapseDac = [900, 901, 902, 903],
        };
        var placement = new ChipPlacement(network, new() { Circuits = table });
        Assert.Equal([0, 1, 3, 4, 5], Enumerable.Range(0, 5).Select(n => placement.Circuit(0, n).Value));
        Assert.All(Enumerable.Range(0, 3), n => Assert.InRange(placement.Circuit(1, n).Value, 300, 511));
        Assert.Equal((600, 3), (placement.Settings(0, 2).Codes[CircuitRow.Leak], placement.Settings(0, 2).MembraneCapacitor));
        Assert.Equal(902, placement.SynapseDac(new(2)));
        PlacementException refused = Assert.Throws<PlacementException>(() => new ChipPlacement(Chain(5, 300), new() { Circuits = table }));
        Assert.Equal((300, 299), (refused.Needed, refused.Available));
    }

    [Fact]
    public void A_layer_that_outgrows_a_quadrant_takes_a_hemisphere_then_the_chip()
    {
        Assert.Equal([0], new ChipPlacement(Chain(5, 200), new()).HemispheresOf(0).Select(h => h.Value));
        Assert.Equal([0, 1], new ChipPlacement(Chain(5, 512), new()).HemispheresOf(0).Select(h => h.Value));
    }

    [Fact]
    public void Two_refractory_clocks_serve_each_side()
    {
        NetworkSnapshot network = WithRefractory(Chain(2, 128, 128, 128, 128), 2, 4, 8, 16);
        var placement = new ChipPlacement(network, new());
        Assert.All(placement.Blocks, block => Assert.NotEqual(placement.Clocks(block).ClockScaleFast, placement.Clocks(block).ClockScaleSlow));
        for (int layer = 0; layer < 4; layer++)
        {
            OperatingPoint point = placement.Points[layer];
            var clocks = placement.Clocks(placement.BlocksOf(layer).Single());
            Assert.Equal(point.ClockScale, placement.Backend(layer, 0).SelectInputClock == 1 ? clocks.ClockScaleFast : clocks.ClockScaleSlow);
            Assert.Equal(2 << layer, point.RefractoryTicks * (2 << point.ClockScale) * 0.004, 0.06);
        }
    }

    public static TheoryData<string, double, double> Misfits => new()
    {
        { "neuron circuits", 513, 512 },
        { "neuron circuits", 500, 492 },
        { "synapse drivers for layer", 130, 128 },
        { "synapse drivers on PADI bus 0 for layer", 34, 32 },
        { "synapse labels on PADI bus 0 of the top hemisphere", 117, 64 },
        { "input channels with all their row pairs on one PADI bus", 25, 24 },
        { "refractory clocks", 3, 2 },
        { "bias for τ_m", double.NaN, 1022 },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_net_that_does_not_fit_is_refused_with_what_ran_out_and_by_how_much(string resource, double needed, double available)
    {
        (NetworkSnapshot network, PlacementOptions options) = (resource, needed) switch
        {
            ("neuron circuits", 513) => (Chain(5, 256, 257), new PlacementOptions()),
            ("neuron circuits", _) => (Chain(5, 500), new() { Unusable = Enumerable.Range(7, 20).Select(n => new AtomicNeuron(n)).ToHashSet() }),
            ("synapse drivers for layer", _) => (Chain(13, 4), new() { RowsPerInput = 10 }),
            ("synapse drivers on PADI bus 0 for layer", _) => (Chain(5, 130, 3), new()),
            // Layers of 64 in a chain, each recurrent: 112 sources and five inputs for the top.
            ("synapse labels on PADI bus 0 of the top hemisphere", _) => (Recurrent(Chain(5, [.. Enumerable.Repeat(64, 8)])), new() { RowsPerInput = 1 }),
            ("input channels with all their row pairs on one PADI bus", _) => (Chain(25, 4), new() { RowsPerInput = 5 }),
            ("refractory clocks", _) => (WithRefractory(Chain(2, 256, 100, 100, 20), 2, 8, 32, 128), new()),
            _ => (Chain(1, 2) with { Layers = [new LifLayer("slow", 2, Lif with { MembraneTimeConstantUs = 5000 })] }, new()),
        };
        PlacementException refused = Assert.Throws<PlacementException>(() => new ChipPlacement(network, options));
        Assert.Contains(resource, refused.Resource, StringComparison.Ordinal);
        if (!double.IsNaN(needed))
        {
            Assert.Equal((needed, available), (refused.Needed, refused.Available));
        }
        Assert.Contains("does not fit", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_pairs_must_be_given_for_every_projection_and_be_positive()
    {
        Assert.Throws<ArgumentException>(() => new ChipPlacement(Chain(5, 10, 3), new() { RowsPerProjection = [2] }));
        Assert.Throws<ArgumentException>(() => new ChipPlacement(Chain(5, 10, 3), new() { RowsPerNeuron = 0 }));
        var placement = new ChipPlacement(Chain(5, 10, 3), new() { RowsPerProjection = [2, 4] });
        Assert.Equal([126, 252], placement.Grids.Select(grid => grid.MaximumUnits));
        Assert.Equal(4, placement.Rows(1, 9).Count);
    }

    private static NetworkSnapshot Chain(int inputs, params int[] sizes)
    {
        var projections = new List<Projection>();
        for (int l = 0; l < sizes.Length; l++)
        {
            int from = l == 0 ? inputs : sizes[l - 1];
            projections.Add(new(l - 1, l, from, sizes[l], new double[from * sizes[l]]));
        }
        return new()
        {
            InputSize = inputs, WindowUs = 50, Projections = projections, Layers = [.. sizes.Select((size, l) => new LifLayer($"layer {l}", size, Lif))],
        };
    }

    private static NetworkSnapshot Recurrent(NetworkSnapshot network) => network with
    {
        Projections =
        [
            .. network.Projections,
            .. network.Layers.Select((layer, l) => new Projection(l, l, layer.Size, layer.Size, new double[layer.Size * layer.Size])),
        ],
    };

    private static NetworkSnapshot WithRefractory(NetworkSnapshot network, params double[] times) => network with
    {
        Layers = [.. network.Layers.Zip(times, (layer, t) => layer with { Parameters = layer.Parameters with { RefractoryUs = t } })],
    };
}
