using Bss2.Hal.Coordinates;
using Bss2.Network;
using Bss2.Spikes;

namespace Bss2.Runtime.Placement;

/// <summary>
/// Where a feed-forward network of one or two layers lies on the chip: circuits, drivers, labels. Layer 0 uses the top hemisphere and
/// event outputs 0..3, layer 1 the bottom one and event outputs 4 and up, so that each bus carries what its drivers expect.
/// </summary>
/// <remarks>
/// Inputs: one label reaches up to 8 drivers, the same position on the 4 buses and, by a mask that ignores bit 4, the position 16 above.
/// Layer 0 to layer 1: the neuron of event output e reaches bus e of the bottom; every driver of the bus listens (mask 0) and the synapse
/// label picks the row (circuit-prototype 4, item 8).
/// </remarks>
public sealed class ChipPlacement
{
    private const int NeuronsPerOutput = 32, Outputs = 4, MaximumInputs = 16, DriversPerLabel = 8, IgnoreHighBit = 0xF;

    private readonly NetworkSnapshot _network;

    /// <summary>Places a network.</summary>
    /// <param name="network">One or two layers, input to layer 0, layer 0 to layer 1.</param>
    /// <param name="rowsPerInput">Row pairs per input channel, 1..8: the range of input weights is 63 times this.</param>
    /// <exception cref="PlacementException">Something ran out.</exception>
    public ChipPlacement(NetworkSnapshot network, int rowsPerInput)
    {
        network.Validate();
        _network = network;
        if (rowsPerInput is < 1 or > DriversPerLabel)
        {
            throw new PlacementException("row pairs per input channel", rowsPerInput, DriversPerLabel, "Use fewer rows per input.");
        }
        RowsPerInput = rowsPerInput;
        Require("layers", network.Layers.Count, 2, "Deeper networks are not placed yet.");
        Require("input channels", network.InputSize, MaximumInputs, "Each input channel takes a position on the four PADI buses.");
        Require("neurons of layer 0", network.Layers[0].Size, NeuronsPerOutput * Outputs, "Layer 0 lies in one hemisphere's west half.");
        if (network.Layers.Count == 2)
        {
            Require("neurons of layer 1", network.Layers[1].Size, NeuronsPerOutput * Outputs, "Layer 1 lies in the east half.");
        }
        foreach (Projection projection in network.Projections)
        {
            if (projection.Source != projection.Target - 1)
            {
                throw new PlacementException($"a path from layer {projection.Source} to layer {projection.Target}", 1, 0,
                    "Only input → layer 0 and layer 0 → layer 1 are placed yet.");
            }
        }
        Points = [.. network.Layers.Select(OperatingPoint.For)];
        Grids =
        [
            .. network.Projections.Select(p => new WeightGrid(Points[p.Target].UnitsPerModelWeight,
                63 * (p.Source == Projection.Input ? rowsPerInput : 1))),
        ];
    }

    /// <summary>Row pairs per input.</summary>
    public int RowsPerInput { get; }

    /// <summary>Operating point per layer.</summary>
    public IReadOnlyList<OperatingPoint> Points { get; }

    /// <summary>What each projection can realise.</summary>
    public IReadOnlyList<WeightGrid> Grids { get; }

    /// <summary>What the network takes of the chip.</summary>
    public IReadOnlyList<(string Resource, int Used, int Available)> Usage =>
    [
        ("neuron circuits", _network.Layers.Sum(l => l.Size), AtomicNeuron.Count),
        ("synapse drivers", _network.InputSize * RowsPerInput + (_network.Layers.Count == 2 ? _network.Layers[0].Size : 0), SynapseDriver.Count),
        ("synapses", 2 * _network.Projections.Sum(p => p.SourceSize * p.TargetSize * (p.Source == Projection.Input ? RowsPerInput : 1)),
            2 * SynapseDriver.Count * SynapseColumn.Count),
    ];

    /// <summary>Circuit of a neuron: layer 0 in columns 32e + k, spread evenly over four event outputs; layer 1 the same plus 128.</summary>
    public AtomicNeuron Circuit(int layer, int neuron)
    {
        int perOutput = (_network.Layers[layer].Size + Outputs - 1) / Outputs;
        int output = neuron / perOutput, k = neuron % perOutput;
        return new(new NeuronRow(layer), new NeuronColumn(128 * layer + NeuronsPerOutput * output + k));
    }

    /// <summary>address_out of a neuron, which is also its synapse label at the next layer.</summary>
    public int Address(int layer, int neuron)
    {
        int perOutput = (_network.Layers[layer].Size + Outputs - 1) / Outputs;
        return neuron % perOutput;
    }

    /// <summary>Label of an input channel.</summary>
    public static SpikeLabel InputLabel(int channel) => SpikeLabel.ForInput(0, channel, channel);

    /// <summary>Drivers of an input channel.</summary>
    public IEnumerable<SynapseDriver> InputDrivers(int channel)
    {
        for (int r = 0; r < RowsPerInput; r++)
        {
            yield return new(new Hemisphere(0), new PadiBus(r % 4), channel + 16 * (r / 4));
        }
    }

    /// <summary>Compare mask of input drivers.</summary>
    public static int InputMask => IgnoreHighBit;

    /// <summary>Driver of a layer-0 neuron at layer 1.</summary>
    public SynapseDriver HiddenDriver(int neuron)
    {
        AtomicNeuron circuit = Circuit(0, neuron);
        return new(new Hemisphere(1), new PadiBus(circuit.EventOutput.Value % 4), Address(0, neuron));
    }

    /// <summary>Layer and neuron of a label from the chip, or null if it is nobody's.</summary>
    public (int Layer, int Neuron)? Source(SpikeLabel label)
    {
        int output = label.NeuronEventOutput, layer = output / Outputs;
        if (layer >= _network.Layers.Count)
        {
            return null;
        }
        int perOutput = (_network.Layers[layer].Size + Outputs - 1) / Outputs, k = label.NeuronBackendAddress;
        int neuron = output % Outputs * perOutput + k;
        return k < perOutput && neuron < _network.Layers[layer].Size ? (layer, neuron) : null;
    }

    private static void Require(string resource, int needed, int available, string advice)
    {
        if (needed > available)
        {
            throw new PlacementException(resource, needed, available, advice);
        }
    }
}
