using Bss2.Hal.Coordinates;
using Bss2.Network;
using Bss2.Runtime.Placement;

namespace Bss2.Cli.Runs;

/// <summary>The chip as a placed network fills it: two synapse arrays with their weights, and the two rows of neuron circuits between them.</summary>
internal static class ChipMap
{
    private const int NeuronHeight = 10, Gap = 2, FullWeight = 63;

    // Veils over whatever ground the page has, light or dark.
    private const byte Unused = 0x50, Silent = 0x28;

    private static readonly (byte, byte, byte) s_grey = (0x80, 0x80, 0x80);

    public static (byte R, byte G, byte B) Masked { get; } = (0x8A, 0x1C, 0x1C);

    /// <summary>Draws it; row 0 of each array lies next to the neurons.</summary>
    /// <param name="placement">Where things lie.</param>
    /// <param name="network">Weights.</param>
    /// <param name="circuits">The calibration's, if there is one: what it could not use is masked.</param>
    public static PixelMap Draw(ChipPlacement placement, NetworkSnapshot network, CircuitTable? circuits)
    {
        int rows = SynapseRow.Count, columns = SynapseColumn.Count;
        var map = new PixelMap(columns, 2 * (rows + Gap + NeuronHeight));
        for (int x = 0; x < columns; x++)
        {
            Neuron(map, 0, x, s_grey, Unused);
            Neuron(map, 1, x, s_grey, Unused);
        }
        for (int n = 0; circuits is not null && n < AtomicNeuron.Count; n++)
        {
            if (!circuits.Usable[n])
            {
                Neuron(map, new AtomicNeuron(n).Hemisphere.Value, new AtomicNeuron(n).SynapseColumn.Value, Masked);
            }
        }
        for (int p = 0; p < network.Projections.Count; p++)
        {
            Weights(map, placement, network.Projections[p], p);
        }
        foreach ((int layer, int neuron) in placement.Neurons)
        {
            AtomicNeuron circuit = placement.Circuit(layer, neuron);
            Neuron(map, circuit.Hemisphere.Value, circuit.SynapseColumn.Value, Colours.Class(layer + 1));
        }
        return map;
    }

    // The weight is shared out over the row pairs of its source, excitatory on the bottom rows, inhibitory on the top rows (SynapseImage).
    private static void Weights(PixelMap map, ChipPlacement placement, Projection projection, int p)
    {
        for (int source = 0; source < projection.SourceSize; source++)
        {
            IReadOnlyList<RowPair> pairs = placement.Rows(p, source);
            for (int target = 0; target < projection.TargetSize; target++)
            {
                AtomicNeuron circuit = placement.Circuit(projection.Target, target);
                int units = placement.Grids[p].Quantise(projection.Weights[source * projection.TargetSize + target]), size = Math.Abs(units);
                for (int k = 0; k < pairs.Count; k++)
                {
                    SynapseDriver driver = pairs[k].In(circuit.Hemisphere);
                    double share = (size / pairs.Count + (k < size % pairs.Count ? 1 : 0)) / (double)FullWeight;
                    (int used, int other) = units < 0 ? (driver.TopRow.Value, driver.BottomRow.Value) : (driver.BottomRow.Value, driver.TopRow.Value);
                    map.Set(circuit.SynapseColumn.Value, Y(circuit.Hemisphere.Value, other), s_grey, Silent);
                    map.Set(circuit.SynapseColumn.Value, Y(circuit.Hemisphere.Value, used), share == 0 ? s_grey : Colours.Diverging(units < 0 ? 1 : -1),
                        (byte)Math.Max(Silent, 255 * share));
                }
            }
        }
    }

    private static int Y(int hemisphere, int row) => hemisphere == 0 ? SynapseRow.Count - 1 - row : SynapseRow.Count + 2 * (Gap + NeuronHeight) + row;

    private static void Neuron(PixelMap map, int hemisphere, int column, (byte, byte, byte) colour, byte opacity = 255)
    {
        int top = SynapseRow.Count + Gap + hemisphere * NeuronHeight;
        for (int y = 0; y < NeuronHeight - 1; y++)
        {
            map.Set(column, top + y, colour, opacity);
        }
    }
}
