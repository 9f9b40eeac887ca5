using System.Diagnostics;
using System.Numerics;
using Bss2.Hal.Coordinates;
using Bss2.Network;
using Bss2.Spikes;

namespace Bss2.Runtime.Placement;

/// <summary>Gives every source a label that nothing else on its buses has, and says what each crossbar node lets pass.</summary>
/// <remarks>
/// A bus carries the events of two event outputs and of the inputs (register-map 1.4). Where all neurons of an event output go to the same
/// hemispheres, its nodes are simply open or closed. Where they do not, address bits 6 and 7 say "to the top" and "to the bottom" and
/// the nodes compare that bit, so that each bus hears only what is meant for it and 64 labels are enough for its 32 drivers.
/// </remarks>
internal sealed class LabelAllocator
{
    private const int Labels = 64, Addresses = 256, RowSelects = 32;

    private readonly NetworkSnapshot _network;
    private readonly AtomicNeuron[][] _circuits;
    private readonly RowPair[][][] _rows;
    private readonly int[] _lanes;
    private readonly int[] _destinations;
    private readonly bool[,,] _used = new bool[Hemisphere.Count, PadiBus.Count, Labels];
    private readonly bool[,] _addressUsed = new bool[NeuronEventOutput.Count, Addresses];
    private readonly bool[] _filtered = new bool[NeuronEventOutput.Count];
    private readonly (int Mask, int Target)?[] _passes;
    private readonly bool[,,] _laneOpen = new bool[PadiBus.Count, Hemisphere.Count, PadiBus.Count];

    public LabelAllocator(NetworkSnapshot network, AtomicNeuron[][] circuits, RowPair[][][] rows, int[] lanes)
    {
        (_network, _circuits, _rows, _lanes) = (network, circuits, rows, lanes);
        _destinations = [.. Enumerable.Range(0, network.Layers.Count).Select(Destinations)];
        foreach (NeuronEventOutput output in Enumerable.Range(0, NeuronEventOutput.Count).Select(e => new NeuronEventOutput(e)))
        {
            _filtered[output.Value] = Layers(output).Select(l => _destinations[l]).Distinct().Count() > 1;
        }
        for (int p = 0; p < rows.Length; p++)
        {
            Projection projection = network.Projections[p];
            for (int channel = 0; projection.Source == Projection.Input && channel < network.InputSize; channel++)
            {
                foreach ((RowPair pair, Hemisphere h) in rows[p][channel].SelectMany(pair => HemispheresOf(projection.Target), (a, b) => (a, b)))
                {
                    _laneOpen[lanes[channel], h.Value, pair.Bus.Value] = true;
                }
            }
        }
        _passes = [.. Enumerable.Range(0, CrossbarNodeAddress.Count).Select(node => Compare(new(node)))];
    }

    /// <summary>Labels of the input channels.</summary>
    public SpikeLabel[] InputLabels { get; private set; } = [];

    /// <summary>address_out, [layer][neuron].</summary>
    public int[][] NeuronAddresses { get; private set; } = [];

    /// <summary>Assigns all labels.</summary>
    /// <exception cref="PlacementException">A bus would hear more than 64 sources.</exception>
    public void Allocate()
    {
        RequireLabels();
        InputLabels = [.. Enumerable.Range(0, _network.InputSize).Select(InputLabel)];
        NeuronAddresses = [.. _circuits.Select(layer => new int[layer.Length])];
        // Neurons that two buses hear choose first: what is free for them is free on both.
        foreach (int layer in Enumerable.Range(0, _circuits.Length).OrderByDescending(l => BitOperations.PopCount((uint)_destinations[l])))
        {
            for (int n = 0; n < _circuits[layer].Length; n++)
            {
                NeuronAddresses[layer][n] = NeuronAddress(_circuits[layer][n].EventOutput.Value, _destinations[layer]);
            }
        }
    }

    /// <summary>What a node compares, or null where it lets nothing pass.</summary>
    public (int Mask, int Target)? Passes(CrossbarNodeAddress node) => _passes[node.Value];

    private (int Mask, int Target)? Compare(CrossbarNodeAddress node)
    {
        int input = node.Input.Value, output = node.Output.Value;
        int hemisphere = output / PadiBus.Count, bus = output % PadiBus.Count;
        if (input < NeuronEventOutput.Count)
        {
            int[] layers = [.. Layers(new(input))];
            if (hemisphere >= Hemisphere.Count)
            {
                return layers.Length > 0 ? (0, 0) : null;
            }
            int bit = Labels << hemisphere;
            return !layers.Any(l => (_destinations[l] >> hemisphere & 1) != 0) ? null : _filtered[input] ? (bit, bit) : (0, 0);
        }
        int lane = input - NeuronEventOutput.Count;
        return lane < PadiBus.Count && hemisphere < Hemisphere.Count && _laneOpen[lane, hemisphere, bus] ? (0, 0) : null;
    }

    private IEnumerable<int> Layers(NeuronEventOutput output) =>
        Enumerable.Range(0, _circuits.Length).Where(l => _circuits[l].Any(circuit => circuit.EventOutput == output));

    private IEnumerable<Hemisphere> HemispheresOf(int layer) => _circuits[layer].Select(circuit => circuit.Hemisphere).Distinct();

    // Hemispheres to which a layer projects, one bit each.
    private int Destinations(int layer) => _network.Projections.Where(p => p.Source == layer)
        .SelectMany(p => HemispheresOf(p.Target)).Aggregate(0, (bits, hemisphere) => bits | 1 << hemisphere.Value);

    private void RequireLabels()
    {
        for (int place = 0; place < Hemisphere.Count * PadiBus.Count; place++)
        {
            int h = place / PadiBus.Count, bus = place % PadiBus.Count;
            int heard = _lanes.Count(lane => _laneOpen[lane, h, bus])
                + Enumerable.Range(0, _circuits.Length).Where(l => (_destinations[l] >> h & 1) != 0)
                    .Sum(l => _circuits[l].Count(circuit => circuit.EventOutput.Value % PadiBus.Count == bus));
            if (heard > Labels)
            {
                throw new PlacementException($"synapse labels on PADI bus {bus} of the {(h == 0 ? "top" : "bottom")} hemisphere", heard, Labels,
                    "All sources that a bus hears need different labels; use smaller layers or fewer connections.");
            }
        }
    }

    private SpikeLabel InputLabel(int channel)
    {
        int lane = _lanes[channel];
        int label = Enumerable.Range(0, Labels).First(candidate => OpenBuses(lane).All(at => !_used[at.Hemisphere, at.Bus, candidate]));
        foreach ((int hemisphere, int bus) in OpenBuses(lane))
        {
            _used[hemisphere, bus, label] = true;
        }
        // Up to 16 channels on one lane, drivers may compare the row select: it then says the position.
        return SpikeLabel.ForInput(lane, channel % RowSelects, label);
    }

    private IEnumerable<(int Hemisphere, int Bus)> OpenBuses(int lane) =>
        from h in Enumerable.Range(0, Hemisphere.Count)
        from bus in Enumerable.Range(0, PadiBus.Count)
        where _laneOpen[lane, h, bus]
        select (h, bus);

    private int NeuronAddress(int output, int destinations)
    {
        int bus = output % PadiBus.Count, filter = _filtered[output] ? Labels * destinations : 0;
        for (int label = 0; label < Labels; label++)
        {
            bool taken = _addressUsed[output, filter + label];
            for (int h = 0; h < Hemisphere.Count; h++)
            {
                taken |= (destinations >> h & 1) != 0 && _used[h, bus, label];
            }
            if (!taken)
            {
                _addressUsed[output, filter + label] = true;
                for (int h = 0; h < Hemisphere.Count; h++)
                {
                    _used[h, bus, label] |= (destinations >> h & 1) != 0;
                }
                return filter + label;
            }
        }
        // RequireLabels has counted, and neurons for both hemispheres chose before the others.
        throw new UnreachableException();
    }
}
