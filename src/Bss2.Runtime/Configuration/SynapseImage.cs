using System.Runtime.InteropServices;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
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
    private readonly int[] _quads;
    // Per quad in use and per value of an entry: words of the instructions that write them.
    private readonly ulong[] _addresses, _codes;
    private readonly Share[][] _shares;
    private readonly List<ulong> _changes = [];
    private readonly int[] _wanted = new int[SynapseQuadAddress.Count], _written = new int[SynapseQuadAddress.Count];

    /// <summary>An image of which nothing has been written.</summary>
    public SynapseImage(ChipPlacement placement)
    {
        _placement = placement;
        SynapseQuadAddress[] quads = [.. Quads(placement)];
        _quads = [.. quads.Select(quad => quad.Value)];
        _addresses = [.. quads.Select(quad => Words(quad, 0, 0)[0])];
        _codes = [.. Enumerable.Range(0, Entries << BitsPerValue).Select(k => Words(quads[0], k >> BitsPerValue, k & ValueMask)[1])];
        _shares = [.. Enumerable.Range(0, placement.Projections.Count).Select(Shares)];
        Array.Fill(_written, Unknown);
    }

    /// <summary>What was taken last: two instructions a quad, address and data.</summary>
    public ReadOnlySpan<ulong> Changes => CollectionsMarshal.AsSpan(_changes);

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

    /// <summary>Instructions that write the weight quads which differ from what was taken last; they count as written from now on.</summary>
    /// <returns><see cref="Changes"/>.</returns>
    public ReadOnlySpan<ulong> TakeChanges(NetworkSnapshot network)
    {
        foreach (int quad in _quads)
        {
            _wanted[quad] = 0;
        }
        for (int p = 0; p < network.Projections.Count; p++)
        {
            AddWeights(network.Projections[p].Weights, p);
        }
        _changes.Clear();
        for (int k = 0; k < _quads.Length; k++)
        {
            int wanted = _wanted[_quads[k]];
            if (wanted != _written[_quads[k]])
            {
                _written[_quads[k]] = wanted;
                _changes.Add(_addresses[k]);
                _changes.Add(Code(wanted));
            }
        }
        return Changes;
    }

    // A weight is shared out over the row pairs of its source: positive parts on the bottom rows, negative ones on the top rows.
    private void AddWeights(ReadOnlySpan<double> weights, int p)
    {
        WeightGrid grid = _placement.Grids[p];
        int rows = _placement.RowsPerSource[p], first = 0;
        foreach (double weight in weights)
        {
            int units = grid.Quantise(weight), size = Math.Abs(units), whole = size / rows, more = size % rows;
            for (int share = 0; share < rows && size > share; share++)
            {
                Share place = _shares[p][first + share];
                _wanted[units > 0 ? place.Bottom : place.Top] += whole + (share < more ? 1 : 0) << place.Shift;
            }
            first += rows;
        }
    }

    // Row pair after row pair of a source and target, in the order of the weights.
    private Share[] Shares(int p)
    {
        Projection projection = _placement.Projections[p];
        var shares = new List<Share>();
        for (int source = 0; source < projection.SourceSize; source++)
        {
            for (int target = 0; target < projection.TargetSize; target++)
            {
                AtomicNeuron circuit = _placement.Circuit(projection.Target, target);
                foreach (RowPair pair in _placement.Rows(p, source))
                {
                    SynapseDriver driver = pair.In(circuit.Hemisphere);
                    shares.Add(new(Quad(driver.BottomRow, circuit), Quad(driver.TopRow, circuit), ShiftOf(circuit)));
                }
            }
        }
        return [.. shares];
    }

    private ulong Code(int packed)
    {
        // The entries' bits lie apart and a weight of 0 has none.
        ulong code = 0;
        for (int entry = 0; entry < Entries; entry++)
        {
            code |= _codes[entry << BitsPerValue | packed >> (BitsPerValue * entry) & ValueMask];
        }
        return code;
    }

    private static ulong[] Words(SynapseQuadAddress quad, int entry, int value)
    {
        var values = new int[Entries];
        values[entry] = value;
        return new PlaybackProgramBuilder().Write(quad, new SynapseWeightQuad { Values = values }).BuildWithoutHalt().Words.ToArray();
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

    private static void Add(int[] image, SynapseRow row, AtomicNeuron circuit, int value) =>
        image[Quad(row, circuit)] += value << ShiftOf(circuit);

    private static int Quad(SynapseRow row, AtomicNeuron circuit) =>
        new SynapseQuadAddress(circuit.Hemisphere, row, SynapseQuadAddress.QuadOf(circuit.SynapseColumn)).Value;

    private static int ShiftOf(AtomicNeuron circuit) => BitsPerValue * SynapseQuadAddress.EntryOf(circuit.SynapseColumn).Value;

    private static int[] Unpack(int packed) =>
        [.. Enumerable.Range(0, Entries).Select(entry => packed >> (BitsPerValue * entry) & ValueMask)];

    // Quads of a synapse in the bottom and in the top row of a driver, and where its bits lie there.
    private readonly record struct Share(int Bottom, int Top, int Shift);
}
