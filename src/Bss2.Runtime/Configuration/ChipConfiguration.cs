using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime.Configuration;

/// <summary>Register writes that turn a chip just brought up into a placed network with all weights still to be written.</summary>
internal static class ChipConfiguration
{
    private const int Excitatory = 1, Inhibitory = 2;

    /// <summary>Everything that the placement decides, and the biases that all networks share.</summary>
    public static void AppendNetwork(ProgramSeries b, ChipPlacement placement)
    {
        // Bring-up leaves recording on; each batch switches it for its samples only.
        b.Write(new EventRecordingConfig());
        b.Write(new SynapseBiasSelection());
        for (int i = 0; i < CapMemBlock.Count; i++)
        {
            b.Write(new CapMemBlock(i), new CapMemBlockConfig());
            b.Write(new CapMemCellAddress(new(i), new CapMemRow(CircuitRow.SharedSynapseDac), new CapMemColumn(CircuitRow.SharedColumn)),
                new CapMemCell { Value = placement.SynapseDac(new(i)) });
        }
        for (int node = 0; node < CrossbarNodeAddress.Count; node++)
        {
            b.Write(new CrossbarNodeAddress(node), placement.Node(new(node)));
        }
        b.Write(new CrossbarOutputConfig { EnableEventCounter = [.. Enumerable.Repeat(true, CrossbarOutput.Count)] });
        for (int h = 0; h < Hemisphere.Count; h++)
        {
            b.Write(new Hemisphere(h), new CommonPADIBusConfig { EnableSpl1 = [true, true, true, true] });
        }
        AppendNeurons(b, placement);
        AppendSynapses(b, placement);
        if (placement.Recording is { } recording)
        {
            CadcConfiguration.Append(b, placement, recording);
        }
        // Circuits are switched on last: none fires on parameters that are only half written.
        foreach ((int layer, int n) in placement.Neurons)
        {
            b.Write(placement.Circuit(layer, n), placement.Switches(layer, n));
        }
    }

    private static void AppendNeurons(ProgramSeries b, ChipPlacement placement)
    {
        foreach ((int layer, int n) in placement.Neurons)
        {
            AtomicNeuron circuit = placement.Circuit(layer, n);
            foreach ((int row, int code) in placement.Settings(layer, n).Codes)
            {
                b.Write(circuit.Cell(new CapMemRow(row)), new CapMemCell { Value = code });
            }
            b.Write(circuit.Backend, placement.Backend(layer, n));
        }
        foreach (NeuronBackendBlock block in placement.Blocks)
        {
            b.Write(block, placement.Clocks(block));
        }
    }

    private static void AppendSynapses(ProgramSeries b, ChipPlacement placement)
    {
        foreach ((ColumnQuad quad, bool[] used) in placement.Columns)
        {
            b.Write(quad, new ColumnCurrentQuad { EnableSynapticCurrentExcitatory = used, EnableSynapticCurrentInhibitory = used });
        }
        foreach (SynapseDriver driver in placement.Drivers)
        {
            b.Write(driver, new SynapseDriverConfig
            {
                EnReceiver = true, RowAddressCompareMask = placement.CompareMask(driver), RowModeBottom = Excitatory, RowModeTop = Inhibitory,
            });
        }
        foreach ((SynapseQuadAddress quad, int[] labels) in SynapseImage.Labels(placement))
        {
            b.Write(quad, new SynapseLabelQuad { Values = labels });
        }
    }
}
