using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Network;
using Bss2.Spikes;

namespace Bss2.Runtime.Placement;

/// <summary>Where a network lies on the chip: circuits, clocks, row pairs, labels, crossbar nodes.</summary>
/// <remarks>
/// Any topology: several layers, recurrence, skip connections, inputs into any layer. Four steps, each of which may run out of something:
/// circuits and clocks (<see cref="CircuitAllocator"/>), row pairs (<see cref="DriverAllocator"/>), labels and crossbar
/// (<see cref="LabelAllocator"/>). Placement depends on the network's shape alone, not on its weights.
/// </remarks>
public sealed class ChipPlacement
{
    // A mask of driver positions that ignores the highest bit.
    private const int PositionMask = SynapseDriver.PerBus / 2 - 1, MaximumWeight = 63, Addresses = 256,
        PadiOutputs = Hemisphere.Count * PadiBus.Count;

    private readonly NetworkSnapshot _network;
    private readonly PlacementOptions _options;
    private readonly AtomicNeuron[][] _circuits;
    private readonly RowPair[][][] _rows;
    private readonly LabelAllocator _labels;
    private readonly BackendClocks _clocks = new();
    private readonly Hemisphere[][] _hemispheres;
    private readonly ColumnQuad[][] _columnsOf;
    private readonly SynapseDriver[] _drivers;
    private readonly bool[] _byPosition;
    private readonly int[] _firstOfLayer;
    private readonly int[,] _neuronOfLabel = new int[NeuronEventOutput.Count, Addresses];
    private readonly bool[,] _reaches;
    private readonly bool[] _hearsNeurons = new bool[CrossbarOutput.Count];

    /// <summary>Places a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">Row pairs per source, circuits to avoid.</param>
    /// <exception cref="PlacementException">Something ran out.</exception>
    /// <exception cref="ArgumentException">The network or the options make no sense.</exception>
    public ChipPlacement(NetworkSnapshot network, PlacementOptions options)
    {
        network.Validate();
        options.Circuits?.Validate();
        options.Recording?.Validate();
        if (options.Recording is { } recording && (uint)recording.Layer >= (uint)network.Layers.Count)
        {
            throw new ArgumentException($"The CADC is to watch layer {recording.Layer}; the network has {network.Layers.Count}.", nameof(options));
        }
        (_network, _options) = (network, options);
        RowsPerSource = Repeats(network, options);
        Points = [.. network.Layers.Select(OperatingPoint.For)];
        var circuits = new CircuitAllocator(options, _clocks);
        _circuits = circuits.Allocate(network.Layers, Points);
        AvoidedCircuits = circuits.Avoided;
        Columns = UsedColumns(_circuits);
        _columnsOf = [.. _circuits.Select(layer => layer.Select(QuadOf).Distinct().OrderBy(quad => quad.Value).ToArray())];
        _hemispheres = [.. _circuits.Select(layer => layer.Select(circuit => circuit.Hemisphere).Distinct().ToArray())];
        var drivers = new DriverAllocator(network, _circuits, RowsPerSource);
        _rows = drivers.Allocate();
        _labels = new(network, _circuits, _rows, drivers.Lanes);
        _labels.Allocate();
        _drivers = [.. Enumerable.Range(0, _rows.Length).SelectMany(p => Enumerable.Range(0, _rows[p].Length).SelectMany(s =>
            _hemispheres[network.Projections[p].Target].SelectMany(h => _rows[p][s].Select(pair => pair.In(h))))).Distinct()];
        _byPosition = [.. Enumerable.Range(0, Hemisphere.Count).Select(h => DriversCompare(new(h)))];
        Grids = [.. network.Projections.Select((p, k) => new WeightGrid(Points[p.Target].UnitsPerModelWeight, MaximumWeight * RowsPerSource[k]))];
        Backends = [.. _circuits.SelectMany(layer => layer.Select(circuit => circuit.Backend))];
        _firstOfLayer = new int[_circuits.Length + 1];
        _reaches = new bool[NeuronCount, CrossbarOutput.Count];
        for (int layer = 0, index = 0; layer < _circuits.Length; layer++)
        {
            for (int n = 0; n < _circuits[layer].Length; n++, index++)
            {
                AddNeuron(index, layer, n);
            }
            _firstOfLayer[layer + 1] = index;
        }
    }

    /// <summary>Most row pairs per input channel, up to <paramref name="wanted"/>, with which one layer hears that many channels; 1 if none fit.</summary>
    public static int MostRowsPerInput(int channels, int wanted)
    {
        int most = channels <= DriverAllocator.OneLaneChannels ? SynapseDriver.PerHemisphere / channels : Math.Min(wanted, SynapseDriver.PerBus);
        // Over a lane per bus, all rows of a channel lie on one bus.
        while (channels > DriverAllocator.OneLaneChannels && most > 1 && SynapseDriver.PerBus / most * PadiBus.Count < channels)
        {
            most--;
        }
        return Math.Clamp(most, 1, wanted);
    }

    /// <summary>Row pairs per source, by projection.</summary>
    public IReadOnlyList<int> RowsPerSource { get; }

    /// <summary>Unusable circuits that were passed over.</summary>
    public int AvoidedCircuits { get; }

    /// <summary>Operating point per layer.</summary>
    public IReadOnlyList<OperatingPoint> Points { get; }

    /// <summary>What each projection can realise.</summary>
    public IReadOnlyList<WeightGrid> Grids { get; }

    /// <summary>The network that a nominal chip computes: time constants, potentials and weights as codes round them.</summary>
    /// <param name="network">A network of the placed shape, any weights.</param>
    public NetworkSnapshot Nominal(NetworkSnapshot network) => network with
    {
        Layers = [.. network.Layers.Select((layer, l) => layer with { Parameters = Points[l].Realised })],
        Projections =
        [
            .. network.Projections.Select((p, k) =>
            {
                // The scale of weights is stated for the wanted τ_m; the realised one integrates the same charge for longer or shorter.
                double gain = Points[p.Target].Realised.MembraneTimeConstantUs / network.Layers[p.Target].Parameters.MembraneTimeConstantUs;
                return p.With([.. p.Weights.Select(w => gain * Grids[k].Realise(w))]);
            }),
        ],
    };

    /// <summary>Every driver in use, in the order of projections and sources.</summary>
    public IReadOnlyList<SynapseDriver> Drivers => _drivers;

    /// <summary>What the network takes of the chip.</summary>
    public IReadOnlyList<(string Resource, int Used, int Available)> Usage =>
    [
        ("neuron circuits", _network.Layers.Sum(l => l.Size), AtomicNeuron.Count),
        ("unusable circuits avoided", AvoidedCircuits, AtomicNeuron.Count),
        ("refractory clocks", _clocks.Scales.Sum(block => block.Count), NeuronBackendBlock.Count * BackendClocks.PerBlock),
        ("synapse drivers", _drivers.Length, SynapseDriver.Count),
        ("synapses", 2 * _network.Projections.Select((p, k) => p.SourceSize * p.TargetSize * RowsPerSource[k]).Sum(),
            2 * SynapseDriver.Count * SynapseColumn.Count),
    ];

    /// <summary>Input channels.</summary>
    public int InputSize => _network.InputSize;

    /// <summary>Layers.</summary>
    public int LayerCount => _circuits.Length;

    /// <summary>Projections, in the order of the network's.</summary>
    public IReadOnlyList<Projection> Projections => _network.Projections;

    /// <summary>Parameters of a layer's neurons, as the network wants them.</summary>
    internal LifParameters Parameters(int layer) => _network.Layers[layer].Parameters;

    /// <summary>Neurons of a layer.</summary>
    public int LayerSize(int layer) => _circuits[layer].Length;

    /// <summary>All neurons, layer after layer.</summary>
    public IEnumerable<(int Layer, int Neuron)> Neurons =>
        Enumerable.Range(0, LayerCount).SelectMany(layer => Enumerable.Range(0, LayerSize(layer)), (layer, neuron) => (layer, neuron));

    /// <summary>Circuit of a neuron.</summary>
    public AtomicNeuron Circuit(int layer, int neuron) => _circuits[layer][neuron];

    /// <summary>Analog settings of a neuron's circuit: the calibration's, or the nominal ones of its layer.</summary>
    public CircuitSettings Settings(int layer, int neuron) =>
        _options.Circuits?[Circuit(layer, neuron)] ?? new() { Codes = Points[layer].Codes, MembraneCapacitor = OperatingPoint.MembraneCapacitor };

    /// <summary>What the column converters watch; null if they are off.</summary>
    public CadcRecording? Recording => _options.Recording;

    /// <summary>Switches of a neuron's circuit.</summary>
    internal NeuronConfig Switches(int layer, int neuron) => Recording is { } recording && recording.Layer == layer
        ? recording.Switches(Settings(layer, neuron)) : Settings(layer, neuron).Switches();

    /// <summary>Code of the synapse DAC bias of a CapMem block.</summary>
    public int SynapseDac(CapMemBlock block) => _options.Circuits?.SynapseDac[block.Value] ?? OperatingPoint.DacCode;

    /// <summary>Hemispheres in which a layer has circuits.</summary>
    public IReadOnlyList<Hemisphere> HemispheresOf(int layer) => _hemispheres[layer];

    /// <summary>address_out of a neuron; its low 6 bits are its synapse label.</summary>
    public int Address(int layer, int neuron) => _labels.NeuronAddresses[layer][neuron];

    /// <summary>Label of an input channel.</summary>
    public SpikeLabel InputLabel(int channel) => _labels.InputLabels[channel];

    /// <summary>Row pairs of a source of a projection, the same in each hemisphere of its target.</summary>
    public IReadOnlyList<RowPair> Rows(int projection, int source) => _rows[projection][source];

    /// <summary>Label that the synapses of a source compare.</summary>
    public int SynapseLabel(Projection projection, int source) => projection.Source == Projection.Input
        ? InputLabel(source).SynapseLabel : Address(projection.Source, source) & 0x3F;

    /// <summary>Row select bits that a driver compares with its position.</summary>
    public int CompareMask(SynapseDriver driver) => _byPosition[driver.Hemisphere.Value] ? PositionMask : 0;

    /// <summary>What a crossbar node lets pass; closed nodes compare no bit with 1.</summary>
    public CrossbarNode Node(CrossbarNodeAddress node)
    {
        (int mask, int target) = _labels.Passes(node) ?? (0, 1);
        return new()
        {
            // Drops of neuron events are counted where they leave for the host: what comes back can then be told from what does not.
            Mask = mask, Target = target, EnableDropCounter = node.Input.Value >= NeuronEventOutput.Count || node.Output.Value >= PadiOutputs,
        };
    }

    /// <summary>Columns in use, in quads, by hemisphere and quad number; true for each column of a quad that is in use.</summary>
    public IReadOnlyList<(ColumnQuad Quad, bool[] Used)> Columns { get; }

    /// <summary>Column quads of a layer, by hemisphere and quad number.</summary>
    public IReadOnlyList<ColumnQuad> ColumnsOf(int layer) => _columnsOf[layer];

    /// <summary>Backend blocks in use.</summary>
    public IEnumerable<NeuronBackendBlock> Blocks =>
        Enumerable.Range(0, NeuronBackendBlock.Count).Where(block => _clocks.Scales[block].Count > 0).Select(block => new NeuronBackendBlock(block));

    /// <summary>Backend blocks of a layer.</summary>
    public IEnumerable<NeuronBackendBlock> BlocksOf(int layer) =>
        _circuits[layer].Select(circuit => new NeuronBackendBlock(circuit.Backend.Block)).Distinct();

    /// <summary>Clocks of a backend block as the layers need them.</summary>
    public CommonNeuronBackendConfig Clocks(NeuronBackendBlock block)
    {
        IReadOnlyList<int> scales = _clocks.Scales[block.Value];
        return new() { ClockScaleFast = scales.Count > 0 ? scales[0] : 0, ClockScaleSlow = scales.Count > 1 ? scales[1] : 0 };
    }

    /// <summary>All clocks of a block at one scale: to end, or to hold, the refractory time of all its neurons.</summary>
    public CommonNeuronBackendConfig Clocks(NeuronBackendBlock block, int scale) =>
        new() { ClockScaleFast = scale, ClockScaleSlow = _clocks.Scales[block.Value].Count > 1 ? scale : 0 };

    /// <summary>Backend of a neuron.</summary>
    public NeuronBackendConfig Backend(int layer, int neuron) => new()
    {
        AddressOut = Address(layer, neuron),
        RefractoryTime = Points[layer].RefractoryTicks,
        SelectInputClock = _clocks.IsFast(Circuit(layer, neuron).Backend.Block, Points[layer].ClockScale) ? 1 : 0,
        EnSpikeOut = true,
    };

    /// <summary>Neurons of all layers.</summary>
    public int NeuronCount => Backends.Count;

    /// <summary>Backends of all neurons, layer after layer.</summary>
    public IReadOnlyList<NeuronBackend> Backends { get; }

    /// <summary>Number among <see cref="Backends"/> of the neuron that a label from the chip names, or null if it is nobody's.</summary>
    public int? Index(SpikeLabel label) =>
        _neuronOfLabel[label.NeuronEventOutput, label.NeuronBackendAddress] is var index and > 0 ? index - 1 : null;

    /// <summary>Layer and neuron of a label from the chip, or null if it is nobody's.</summary>
    public (int Layer, int Neuron)? Source(SpikeLabel label)
    {
        if (Index(label) is not { } index)
        {
            return null;
        }
        int layer = 0;
        while (index >= _firstOfLayer[layer + 1])
        {
            layer++;
        }
        return (layer, index - _firstOfLayer[layer]);
    }

    /// <summary>Whether a node between an input and an output is built and lets something pass.</summary>
    public bool IsOpen(CrossbarInput input, CrossbarOutput output) =>
        CrossbarNodeAddress.Between(input, output) is { } node && _labels.Passes(node) is not null;

    /// <summary>Whether the spikes of a neuron (numbered as in <see cref="Backends"/>) pass to a crossbar output.</summary>
    public bool Reaches(int neuron, CrossbarOutput output) => _reaches[neuron, output.Value];

    /// <summary>Whether any neuron's spikes pass to a crossbar output.</summary>
    public bool HearsNeurons(CrossbarOutput output) => _hearsNeurons[output.Value];

    private void AddNeuron(int index, int layer, int neuron)
    {
        CrossbarInput input = _circuits[layer][neuron].CrossbarInput;
        int address = Address(layer, neuron);
        _neuronOfLabel[input.Value, address] = index + 1;
        for (int output = 0; output < CrossbarOutput.Count; output++)
        {
            _reaches[index, output] = CrossbarNodeAddress.Between(input, new(output)) is { } node
                && _labels.Passes(node) is var (mask, target) && (address & mask) == target;
            _hearsNeurons[output] |= _reaches[index, output];
        }
    }

    private static ColumnQuad QuadOf(AtomicNeuron circuit) => new(circuit.Hemisphere, SynapseQuadAddress.QuadOf(circuit.SynapseColumn));

    private static IReadOnlyList<(ColumnQuad Quad, bool[] Used)> UsedColumns(AtomicNeuron[][] circuits) =>
    [
        .. circuits.SelectMany(layer => layer).GroupBy(QuadOf).OrderBy(group => group.Key.Value).Select(group =>
        {
            var used = new bool[EntryOnQuad.Count];
            foreach (AtomicNeuron circuit in group)
            {
                used[SynapseQuadAddress.EntryOf(circuit.SynapseColumn).Value] = true;
            }
            return (group.Key, used);
        }),
    ];

    // With inputs alone in a hemisphere, each at its own positions, the row select names the driver and the others stay quiet.
    private bool DriversCompare(Hemisphere hemisphere) => Enumerable.Range(0, _rows.Length)
        .Where(p => _hemispheres[_network.Projections[p].Target].Contains(hemisphere))
        .All(p => _network.Projections[p].Source == Projection.Input && Enumerable.Range(0, _network.InputSize).All(channel =>
            _rows[p][channel].All(pair => (pair.Position & PositionMask) == (InputLabel(channel).RowSelectAddress & PositionMask))))
        && _network.InputSize <= DriverAllocator.OneLaneChannels;

    private static int[] Repeats(NetworkSnapshot network, PlacementOptions options)
    {
        if (options.RowsPerProjection is { } given && given.Count != network.Projections.Count)
        {
            throw new ArgumentException($"{given.Count} numbers of row pairs are given for {network.Projections.Count} projections.",
                nameof(options));
        }
        var repeats = new int[network.Projections.Count];
        for (int p = 0; p < repeats.Length; p++)
        {
            repeats[p] = options.RowsPerProjection?[p]
                ?? (network.Projections[p].Source == Projection.Input ? options.RowsPerInput : options.RowsPerNeuron);
            if (repeats[p] < 1)
            {
                throw new ArgumentException($"Projection {p} has {repeats[p]} row pairs per source; it needs at least one.", nameof(options));
            }
        }
        return repeats;
    }
}
