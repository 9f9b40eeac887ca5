using Bss2.Hal.Coordinates;
using Bss2.Network;

namespace Bss2.Runtime.Placement;

/// <summary>Gives every source of every projection its row pairs: each target layer has the 128 drivers of its hemisphere to itself.</summary>
/// <remarks>
/// A driver serves another source in another layer's columns, because synapses compare labels one by one. Neurons reach only the bus of
/// their event output, so they choose first. Few inputs come over one lane that reaches all buses, at the same positions on each; many
/// come over a lane per bus, all rows of a channel on one bus.
/// </remarks>
internal sealed class DriverAllocator
{
    /// <summary>Most channels on one lane: one position each below and above the middle of a bus.</summary>
    public const int OneLaneChannels = SynapseDriver.PerBus / 2;

    private readonly NetworkSnapshot _network;
    private readonly AtomicNeuron[][] _circuits;
    private readonly IReadOnlyList<int> _repeats;
    private readonly bool[][,] _taken;
    private readonly RowPair[][][] _rows;

    /// <summary>Prepares an allocation.</summary>
    /// <param name="network">The network.</param>
    /// <param name="circuits">[layer][neuron].</param>
    /// <param name="repeats">Row pairs per source, by projection.</param>
    public DriverAllocator(NetworkSnapshot network, AtomicNeuron[][] circuits, IReadOnlyList<int> repeats)
    {
        (_network, _circuits, _repeats) = (network, circuits, repeats);
        _taken = [.. network.Layers.Select(_ => new bool[PadiBus.Count, SynapseDriver.PerBus])];
        _rows = [.. network.Projections.Select(p => new RowPair[p.SourceSize][])];
    }

    /// <summary>SPL1 lane per input channel.</summary>
    public int[] Lanes { get; private set; } = [];

    /// <summary>Row pairs, [projection][source][repeat].</summary>
    /// <exception cref="PlacementException">Drivers ran out.</exception>
    public RowPair[][][] Allocate()
    {
        for (int layer = 0; layer < _network.Layers.Count; layer++)
        {
            RequireDrivers(layer);
        }
        for (int p = 0; p < _rows.Length; p++)
        {
            Projection projection = _network.Projections[p];
            for (int n = 0; projection.Source != Projection.Input && n < projection.SourceSize; n++)
            {
                int bus = BusOf(_circuits[projection.Source][n]);
                _rows[p][n] = [.. Enumerable.Range(0, _repeats[p]).Select(_ => Lowest(projection.Target, bus)!.Value)];
            }
        }
        Lanes = new int[_network.InputSize];
        for (int channel = 0; channel < _network.InputSize; channel++)
        {
            Lanes[channel] = _network.InputSize > OneLaneChannels ? OwnBus(channel) : 0;
            AllocateInput(channel);
        }
        return _rows;
    }

    private static int BusOf(AtomicNeuron circuit) => circuit.EventOutput.Value % PadiBus.Count;

    private void AllocateInput(int channel)
    {
        for (int p = 0; p < _rows.Length; p++)
        {
            if (_network.Projections[p].Source != Projection.Input)
            {
                continue;
            }
            int layer = _network.Projections[p].Target;
            _rows[p][channel] =
            [
                .. Enumerable.Range(0, _repeats[p]).Select(k =>
                    _network.InputSize > OneLaneChannels ? Lowest(layer, Lanes[channel])!.Value : OnAnyBus(layer, channel, k)),
            ];
        }
    }

    // Repeats go round the buses; on each the channel's own position and the one 16 above, as long as they are free.
    private RowPair OnAnyBus(int layer, int channel, int repeat)
    {
        int bus = repeat % PadiBus.Count, position = channel + OneLaneChannels * (repeat / PadiBus.Count);
        if (position < SynapseDriver.PerBus && !_taken[layer][bus, position])
        {
            _taken[layer][bus, position] = true;
            return new(new PadiBus(bus), position);
        }
        return Enumerable.Range(0, PadiBus.Count).Select(k => Lowest(layer, (bus + k) % PadiBus.Count)).First(pair => pair is not null)!.Value;
    }

    private RowPair? Lowest(int layer, int bus)
    {
        for (int position = 0; position < SynapseDriver.PerBus; position++)
        {
            if (!_taken[layer][bus, position])
            {
                _taken[layer][bus, position] = true;
                return new(new PadiBus(bus), position);
            }
        }
        return null;
    }

    // The bus on which the tightest layer keeps most.
    private int OwnBus(int channel)
    {
        int best = 0, most = int.MinValue;
        for (int bus = 0; bus < PadiBus.Count; bus++)
        {
            int left = int.MaxValue;
            for (int layer = 0; layer < _taken.Length; layer++)
            {
                int needed = Inputs(layer).Sum(p => _repeats[p]);
                left = needed > 0 ? Math.Min(left, Free(layer, bus) - needed) : left;
            }
            (best, most) = left > most ? (bus, left) : (best, most);
        }
        return most >= 0 ? best : throw new PlacementException("input channels with all their row pairs on one PADI bus", _network.InputSize,
            channel, $"{SynapseDriver.PerBus} drivers a bus; use fewer rows per input.");
    }

    private int Free(int layer, int bus) => Enumerable.Range(0, SynapseDriver.PerBus).Count(position => !_taken[layer][bus, position]);

    private IEnumerable<int> Inputs(int layer) => Enumerable.Range(0, _rows.Length)
        .Where(p => _network.Projections[p].Target == layer && _network.Projections[p].Source == Projection.Input);

    private void RequireDrivers(int layer)
    {
        var needed = new int[PadiBus.Count];
        for (int p = 0; p < _rows.Length; p++)
        {
            if (_network.Projections[p].Target == layer && _network.Projections[p].Source is var source && source != Projection.Input)
            {
                foreach (AtomicNeuron circuit in _circuits[source])
                {
                    needed[BusOf(circuit)] += _repeats[p];
                }
            }
        }
        string name = _network.Layers[layer].Name;
        int worst = Array.IndexOf(needed, needed.Max());
        if (needed[worst] > SynapseDriver.PerBus)
        {
            throw new PlacementException($"synapse drivers on PADI bus {worst} for layer {name}", needed[worst], SynapseDriver.PerBus,
                "Each source neuron takes a driver on its event output's bus for every row pair; use fewer sources or row pairs.");
        }
        int total = needed.Sum() + Inputs(layer).Sum(p => _repeats[p] * _network.InputSize);
        if (total > SynapseDriver.PerHemisphere)
        {
            throw new PlacementException($"synapse drivers for layer {name}", total, SynapseDriver.PerHemisphere,
                "Each source takes a driver for every row pair; use fewer sources or row pairs.");
        }
    }
}
