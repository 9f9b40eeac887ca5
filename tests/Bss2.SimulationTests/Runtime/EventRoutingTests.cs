using Bss2.Emulator;
using Bss2.Emulator.Digital;
using Bss2.Hal.Coordinates;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.SimulationTests.Runtime;

/// <summary>
/// What a placement promises, seen from the synapses: an event of any source, let into the emulated chip as configured by registers, puts
/// the network's weights on the lines of its targets, and nothing anywhere else.
/// </summary>
public sealed class EventRoutingTests
{
    private const double VoltsPerUnit = 4e-9 * 1000 * 0.98e-9 / 64 / 0.5e-12, CycleUs = 0.004, LineTauUs = 5;
    // Chip cycles between events, and from a cause to the synapse (EventTiming).
    private const int Spacing = 60, HostLag = EventTiming.FpgaToCrossbarCycles + EventTiming.CrossbarToPadiCycles,
        NeuronLag = EventTiming.ComparatorToCrossbarCycles + EventTiming.NeuronCrossbarToPadiCycles;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Shapes => ["deep", "recurrent", "skip", "many inputs", "shared outputs", "whole chip", "split layer", "random 1",
        "random 2", "random 3"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Every_source_reaches_its_targets_with_its_weights_and_nothing_else(string shape)
    {
        (NetworkSnapshot network, PlacementOptions options) = Make(shape);
        var executor = new EmulatorExecutor(new() { Core = CoreModel.Linear, Noise = false });
        await using var substrate = new ChipSubstrate(executor, options) { CapMemSettleMs = 30 };
        await substrate.RunAsync(network, new SpikeBatch(network.InputSize, [[]]), 0, Token);
        ChipPlacement placement = substrate.Placement!;
        var events = new EventInjector(executor.DigitalChip, network, placement);
        int checks = 0;
        for (int source = -1; source < network.Layers.Count; source++)
        {
            int size = source == Projection.Input ? network.InputSize : network.Layers[source].Size;
            for (int i = 0; i < size; i++)
            {
                int[][] charge = source == Projection.Input ? events.Send(placement.InputLabel(i)) : events.Fire(source, i);
                for (int layer = 0; layer < network.Layers.Count; layer++)
                {
                    int[] expected = new int[network.Layers[layer].Size];
                    for (int p = 0; p < network.Projections.Count; p++)
                    {
                        Projection projection = network.Projections[p];
                        for (int j = 0; (projection.Source, projection.Target) == (source, layer) && j < expected.Length; j++)
                        {
                            expected[j] += placement.Grids[p].Quantise(projection.Weights[i * projection.TargetSize + j]);
                        }
                    }
                    if (!expected.AsSpan().SequenceEqual(charge[layer]))
                    {
                        Assert.Fail($"From {source}/{i} to layer {layer}: expected {string.Join(' ', expected)}, found {string.Join(' ', charge[layer])}");
                    }
                    checks++;
                }
            }
        }
        Assert.True(checks > 0);
        Assert.Equal(0, events.Unexpected);
    }

    private static (NetworkSnapshot Network, PlacementOptions Options) Make(string shape) => shape switch
    {
        "deep" => (Net(1, 5, [40, 30, 20, 10, 5, 3], [(-1, 0), (0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]), new() { RowsPerNeuron = 2 }),
        "recurrent" => (Net(2, 6, [100, 20], [(-1, 0), (0, 0), (0, 1), (1, 0), (1, 1)]), new() { RowsPerInput = 1 }),
        "skip" => (Net(3, 4, [50, 40, 10], [(-1, 0), (-1, 1), (-1, 2), (0, 1), (0, 2), (1, 2)]), new() { RowsPerProjection = [5, 3, 1, 2, 1, 1] }),
        "many inputs" => (Net(4, 60, [30, 10], [(-1, 0), (0, 1), (-1, 1)]), new() { RowsPerInput = 1 }),
        // Layers 0 and 4 share event outputs but project to different hemispheres.
        "shared outputs" => (Net(5, 3, [40, 40, 40, 40, 40, 10], [(-1, 0), (0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (4, 5), (4, 0)]),
            new() { RowsPerInput = 2 }),
        "whole chip" => (Net(6, 5, [128, 128, 128, 128], [(-1, 0), (0, 1), (1, 2), (2, 3)]), new()),
        "split layer" => (Net(7, 20, [300, 8], [(-1, 0), (-1, 1), (1, 0)]), new() { RowsPerInput = 4 }),
        _ => Random(ulong.Parse(shape["random ".Length..], System.Globalization.CultureInfo.InvariantCulture)),
    };

    // Draws until a net fits.
    private static (NetworkSnapshot Network, PlacementOptions Options) Random(ulong seed)
    {
        for (ulong attempt = 0; ; attempt++)
        {
            SeedTree random = SeedTree.Root(seed).Child(attempt);
            int Draw(ulong what, int low, int high) => low + (int)(random.Bits(what) % (ulong)(high - low + 1));
            int layers = Draw(0, 2, 7);
            int[] sizes = [.. Enumerable.Range(0, layers).Select(l => Draw(10 + (ulong)l, 1, 70))];
            var edges = new List<(int, int)> { (-1, 0) };
            for (int source = -1; source < layers; source++)
            {
                for (int target = 0; target < layers; target++)
                {
                    if ((source, target) != (-1, 0) && random.Child((ulong)(source + 2)).Uniform((ulong)target) < 0.3)
                    {
                        edges.Add((source, target));
                    }
                }
            }
            var unusable = Enumerable.Range(0, AtomicNeuron.Count).Where(n => random.Child(99).Uniform((ulong)n) < 0.05).Select(n => new AtomicNeuron(n));
            var options = new PlacementOptions { RowsPerInput = Draw(1, 1, 4), RowsPerNeuron = Draw(2, 1, 2), Unusable = unusable.ToHashSet() };
            NetworkSnapshot network = Net(seed, Draw(3, 1, 40), sizes, [.. edges]);
            try
            {
                _ = new ChipPlacement(network, options);
                return (network, options);
            }
            catch (PlacementException) when (attempt < 100)
            {
            }
        }
    }

    private static NetworkSnapshot Net(ulong seed, int inputs, int[] sizes, (int Source, int Target)[] edges)
    {
        var lif = new LifParameters { MembraneTimeConstantUs = 10, SynapticTimeConstantUs = LineTauUs, RefractoryUs = 2 };
        SeedTree random = SeedTree.Root(seed);
        return new()
        {
            InputSize = inputs,
            WindowUs = 5,
            Layers = [.. sizes.Select((size, l) => new LifLayer($"layer {l}", size, lif))],
            Projections =
            [
                .. edges.Select((edge, p) =>
                {
                    int from = edge.Source < 0 ? inputs : sizes[edge.Source], to = sizes[edge.Target];
                    return new Projection(edge.Source, edge.Target, from, to,
                        [.. Enumerable.Range(0, from * to).Select(k => 0.5 * random.Child((ulong)p).Gaussian((ulong)k))]);
                }),
            ],
        };
    }

    /// <summary>Lets single events into a chip whose comparators are off, and reads the charge on the lines in weight units.</summary>
    private sealed class EventInjector
    {
        private readonly DigitalChip _chip;
        private readonly NetworkSnapshot _network;
        private readonly ChipPlacement _placement;
        private readonly HashSet<int> _placed = [];
        private long _now;

        public EventInjector(DigitalChip chip, NetworkSnapshot network, ChipPlacement placement)
        {
            (_chip, _network, _placement, _now) = (chip, network, placement, chip.Now);
            for (int n = 0; n < AtomicNeuron.Count; n++)
            {
                _chip.Analog.Circuits[n].EnableThresholdComparator = false;
            }
            _chip.Analog.CircuitVersion++;
            for (int layer = 0; layer < network.Layers.Count; layer++)
            {
                _placed.UnionWith(Enumerable.Range(0, network.Layers[layer].Size).Select(n => placement.Circuit(layer, n).Value));
            }
            _chip.AdvanceTo(_now += 1000);
        }

        /// <summary>Charges on circuits that belong to nobody.</summary>
        public int Unexpected { get; private set; }

        public int[][] Send(SpikeLabel label) => Observe(HostLag, () => _chip.Fabric.FromHost(label.Value, _now));

        public int[][] Fire(int layer, int neuron) =>
            Observe(NeuronLag, () => _chip.Fabric.FromNeuron(_placement.Circuit(layer, neuron).EventOutput.Value,
                _placement.Address(layer, neuron), _now));

        private int[][] Observe(int lag, Action cause)
        {
            double[][] before = Lines();
            cause();
            _now += Spacing;
            _chip.AdvanceTo(_now);
            double[][] after = Lines();
            double old = Math.Exp(-Spacing * CycleUs / LineTauUs), fresh = VoltsPerUnit * Math.Exp(-(Spacing - lag) * CycleUs / LineTauUs);
            return [.. after.Select((layer, l) => layer.Select((drop, n) => (int)Math.Round((drop - before[l][n] * old) / fresh)).ToArray())];
        }

        private double[][] Lines()
        {
            for (int n = 0; n < AtomicNeuron.Count; n++)
            {
                Unexpected += !_placed.Contains(n) && Drop(n) != 0 ? 1 : 0;
            }
            return [.. _network.Layers.Select((layer, l) => Enumerable.Range(0, layer.Size).Select(n => Drop(_placement.Circuit(l, n).Value)).ToArray())];
        }

        private double Drop(int neuron) => _chip.Engine.LineDropVolts(neuron, excitatory: true) - _chip.Engine.LineDropVolts(neuron, excitatory: false);
    }
}
