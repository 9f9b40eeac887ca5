using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Network;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime.Configuration;

/// <summary>What the synapses of all rows and columns in use hold, quad by quad; rows and columns may belong to several layers.</summary>
/// <remarks>Synapses in use by nobody hold weight 0: what a real array contains after power-on is not known.</remarks>
internal sealed class SynapseImage
{
    // A quad packs four values of six bits.
    private const int BitsPerValue = 6, Entries = 4, ValueMask = 0x3F, Unknown = -1;

    private readonly ChipPlacement _placement;
    private readonly SynapseQuadAddress[] _quads;
    private readonly int[] _wanted = new int[SynapseQuadAddress.Count], _written = new int[SynapseQuadAddress.Count];

    /// <summary>An image of which nothing has been written.</summary>
    public SynapseImage(ChipPlacement placement)
    {
        _placement = placement;
        _quads = [.. Quads(placement)];
        Array.Fill(_written, Unknown);
    }

    /// <summary>Label quads to write, one for each quad of a row in use.</summary>
    public static IEnumerable<(SynapseQuadAddress Quad, int[] Labels)> Labels(ChipPlacement placement)
    {
        var image = new int[SynapseQuadAddress.Count];
        for (int p = 0; p < placement.Projections.Count; p++)
        {
            Projection projection = placement.Projections[p];
            for (int source = 0; source < projection.SourceSize; source++)
            {
                int label = placement.SynapseLabel(projection, source);
                foreach ((RowPair pair, int target) in Synapses(placement, p, source))
                {
                    AtomicNeuron circuit = placement.Circuit(projection.Target, target);
                    Add(image, pair.In(circuit.Hemisphere).BottomRow, circuit, label);
                    Add(image, pair.In(circuit.Hemisphere).TopRow, circuit, label);
                }
            }
        }
        return Quads(placement).Select(quad => (quad, Unpack(image[quad.Value])));
    }

    /// <summary>Weight quads that differ from what was taken last; they count as written from now on.</summary>
    public IReadOnlyList<(SynapseQuadAddress Quad, SynapseWeightQuad Weights)> TakeChanges(NetworkSnapshot network)
    {
        foreach (SynapseQuadAddress quad in _quads)
        {
            _wanted[quad.Value] = 0;
        }
        for (int p = 0; p < network.Projections.Count; p++)
        {
            for (int source = 0; source < network.Projections[p].SourceSize; source++)
            {
                AddWeights(network.Projections[p], p, source);
            }
        }
        var changes = new List<(SynapseQuadAddress, SynapseWeightQuad)>();
        foreach (SynapseQuadAddress quad in _quads)
        {
            if (_wanted[quad.Value] != _written[quad.Value])
            {
                _written[quad.Value] = _wanted[quad.Value];
                changes.Add((quad, new() { Values = Unpack(_wanted[quad.Value]) }));
            }
        }
        return changes;
    }

    // A weight is shared out over the row pairs of its source: positive parts on the bottom rows, negative ones on the top rows.
    private void AddWeights(Projection projection, int p, int source)
    {
        IReadOnlyList<RowPair> rows = _placement.Rows(p, source);
        WeightGrid grid = _placement.Grids[p];
        for (int target = 0; target < projection.TargetSize; target++)
        {
            AtomicNeuron circuit = _placement.Circuit(projection.Target, target);
            int units = grid.Quantise(projection.Weights[source * projection.TargetSize + target]), size = Math.Abs(units);
            for (int share = 0; share < rows.Count && size > share; share++)
            {
                SynapseDriver driver = rows[share].In(circuit.Hemisphere);
                Add(_wanted, units > 0 ? driver.BottomRow : driver.TopRow, circuit, size / rows.Count + (share < size % rows.Count ? 1 : 0));
            }
        }
    }

    private static IEnumerable<(RowPair Pair, int Target)> Synapses(ChipPlacement placement, int p, int source) =>
        placement.Rows(p, source).SelectMany(_ => Enumerable.Range(0, placement.Projections[p].TargetSize), (pair, target) => (pair, target));

    // Bottom and top row of a quad stand together.
    private static IEnumerable<SynapseQuadAddress> Quads(ChipPlacement placement)
    {
        var columns = placement.Columns.Select(column => column.Quad).ToLookup(quad => quad.Hemisphere, quad => quad.QuadColumn);
        foreach (SynapseDriver driver in placement.Drivers)
        {
            foreach (SynapseQuadColumn column in columns[driver.Hemisphere])
            {
                yield return new(driver.Hemisphere, driver.BottomRow, column);
                yield return new(driver.Hemisphere, driver.TopRow, column);
            }
        }
    }

    private static void Add(int[] image, SynapseRow row, AtomicNeuron circuit, int value)
    {
        int quad = new SynapseQuadAddress(circuit.Hemisphere, row, SynapseQuadAddress.QuadOf(circuit.SynapseColumn)).Value;
        image[quad] += value << (BitsPerValue * SynapseQuadAddress.EntryOf(circuit.SynapseColumn).Value);
    }

    private static int[] Unpack(int packed) =>
        [.. Enumerable.Range(0, Entries).Select(entry => packed >> (BitsPerValue * entry) & ValueMask)];
}
