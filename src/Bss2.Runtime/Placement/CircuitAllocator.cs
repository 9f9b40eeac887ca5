using Bss2.Hal.Coordinates;
using Bss2.Network;

namespace Bss2.Runtime.Placement;

/// <summary>
/// Gives each layer its circuits. A layer lies in one quadrant if it fits there, else in one hemisphere, else anywhere, spread evenly over
/// the event outputs there: its spikes then share out over the four PADI buses and the crossbar's outputs.
/// </summary>
/// <remarks>
/// Successive layers begin with quadrants north-west, south-east, north-east, south-west, so that a chain alternates between hemispheres
/// (their synapses are separate: circuit-prototype 4, item 8) and between backend blocks, each with clocks of its own.
/// </remarks>
internal sealed class CircuitAllocator
{
    // A half output: the 32 circuits of one row on one event output.
    private const int CircuitsPerHalf = 32, Halves = 2 * NeuronEventOutput.Count, HalvesPerQuadrant = 4;

    // Row of circuits and side (west, east), in the order in which layers take them.
    private static readonly (int Row, int Side)[] Quadrants = [(0, 0), (1, 1), (0, 1), (1, 0)];

    private readonly bool[] _taken = new bool[AtomicNeuron.Count], _avoided = new bool[AtomicNeuron.Count];
    private readonly PlacementOptions _options;
    private readonly BackendClocks _clocks;

    public CircuitAllocator(PlacementOptions options, BackendClocks clocks) => (_options, _clocks) = (options, clocks);

    /// <summary>Unusable circuits that were passed over.</summary>
    public int Avoided => _avoided.Count(avoided => avoided);

    /// <summary>Circuits for all layers, [layer][neuron].</summary>
    /// <exception cref="PlacementException">Circuits or clocks ran out.</exception>
    public AtomicNeuron[][] Allocate(IReadOnlyList<LifLayer> layers, IReadOnlyList<OperatingPoint> points)
    {
        CircuitTarget[] targets = [.. layers.Select(layer => CircuitTarget.Of(layer.Parameters))];
        foreach (CircuitTarget target in targets.Distinct())
        {
            LifLayer[] alike = [.. layers.Where((_, l) => targets[l] == target)];
            Require(string.Join(", ", alike.Select(layer => layer.Name)), alike.Sum(layer => layer.Size), target);
        }
        Require("all layers together", layers.Sum(layer => layer.Size), null);
        return [.. layers.Select((layer, l) => Allocate(layer, l, targets[l], points[l].ClockScale))];
    }

    private void Require(string layers, int needed, CircuitTarget? target)
    {
        int usable = Enumerable.Range(0, AtomicNeuron.Count).Count(n => MayUse(new(n), target));
        if (needed > usable)
        {
            throw new PlacementException($"neuron circuits for {layers}", needed, usable, usable == AtomicNeuron.Count
                ? "Use fewer or smaller layers." : $"{AtomicNeuron.Count - usable} circuits are not usable for them.");
        }
    }

    private bool MayUse(AtomicNeuron circuit, CircuitTarget? target) => target is not null
        ? _options.MayUse(circuit, target)
        : !_options.Unusable.Contains(circuit) && (_options.Circuits?.Usable[circuit.Value] ?? true);

    private AtomicNeuron[] Allocate(LifLayer layer, int index, CircuitTarget target, int clockScale)
    {
        bool enough = false;
        foreach (int[] span in Spans(index))
        {
            if (Shares(span, layer.Size, target) is { } shares)
            {
                enough = true;
                if (span.Zip(shares).All(s => s.Second == 0 || _clocks.Offers(Side(s.First), clockScale)))
                {
                    return Take(span, shares, target, clockScale);
                }
            }
        }
        throw enough
            ? new PlacementException($"refractory clocks on a side of the chip that has circuits left for layer {layer.Name}",
                BackendClocks.PerBlock + 1, BackendClocks.PerBlock,
                "Give layers refractory times that one clock can count: equal ones, or ones between half and the whole of the longest.")
            : new PlacementException($"neuron circuits for layer {layer.Name}", layer.Size,
                Enumerable.Range(0, Halves).Sum(half => Free(half, target)), "Layers before it took the rest.");
    }

    // Half outputs in which a layer may lie, best first.
    private static IEnumerable<int[]> Spans(int layer)
    {
        for (int k = 0; k < Quadrants.Length; k++)
        {
            (int row, int side) = Quadrants[(layer + k) % Quadrants.Length];
            yield return [.. Enumerable.Range(NeuronEventOutput.Count * row + HalvesPerQuadrant * side, HalvesPerQuadrant)];
        }
        for (int k = 0; k < 2; k++)
        {
            yield return [.. Enumerable.Range(NeuronEventOutput.Count * ((layer + k) % 2), NeuronEventOutput.Count)];
        }
        yield return [.. Enumerable.Range(0, Halves)];
    }

    // Even shares, as far as each half has room; what is left over goes where room is left. Null if there is not enough.
    private int[]? Shares(int[] span, int size, CircuitTarget target)
    {
        int even = (size + span.Length - 1) / span.Length, left = size;
        var shares = new int[span.Length];
        foreach (int limit in new[] { even, CircuitsPerHalf })
        {
            for (int i = 0; i < span.Length; i++)
            {
                int more = Math.Min(left, Math.Max(0, Math.Min(limit, Free(span[i], target)) - shares[i]));
                (shares[i], left) = (shares[i] + more, left - more);
            }
        }
        return left == 0 ? shares : null;
    }

    private AtomicNeuron[] Take(int[] span, int[] shares, CircuitTarget target, int clockScale)
    {
        var circuits = new List<AtomicNeuron>();
        for (int i = 0; i < span.Length; i++)
        {
            for (int k = 0, left = shares[i]; left > 0; k++)
            {
                AtomicNeuron circuit = Circuit(span[i], k);
                if (!_options.MayUse(circuit, target))
                {
                    _avoided[circuit.Value] = true;
                }
                else if (!_taken[circuit.Value])
                {
                    _taken[circuit.Value] = true;
                    circuits.Add(circuit);
                    left--;
                }
            }
            if (shares[i] > 0)
            {
                _clocks.Take(Side(span[i]), clockScale);
            }
        }
        return [.. circuits];
    }

    private int Free(int half, CircuitTarget target)
    {
        int free = 0;
        for (int k = 0; k < CircuitsPerHalf; k++)
        {
            AtomicNeuron circuit = Circuit(half, k);
            free += !_taken[circuit.Value] && _options.MayUse(circuit, target) ? 1 : 0;
        }
        return free;
    }

    private static int Side(int half) => half % NeuronEventOutput.Count / HalvesPerQuadrant;

    private static AtomicNeuron Circuit(int half, int k) => new(new NeuronRow(half / NeuronEventOutput.Count),
        new NeuronColumn(CircuitsPerHalf * (half % NeuronEventOutput.Count) + k));
}
