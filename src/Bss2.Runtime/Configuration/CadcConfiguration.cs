using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Runtime.Placement;

namespace Bss2.Runtime.Configuration;

/// <summary>Register writes that let the column converters see a layer's membranes.</summary>
internal static class CadcConfiguration
{
    // CapMem rows of a block's shared column (register-map 6) and calix' codes of those that no calibration moves (analog-core 5).
    private const int RampOffset = 4, RampSlope = 15;

    private static readonly (int Row, int Code)[] s_biases = [(5, 400), (16, 1022), (17, 400), (18, 110)];

    /// <summary>Appends them; ramps settle with the other cells.</summary>
    public static void Append(ProgramSeries b, ChipPlacement placement, CadcRecording recording)
    {
        for (int block = 0; block < CapMemBlock.Count; block++)
        {
            Shared(b, block, RampOffset, recording.RampOffset[block]);
            Shared(b, block, RampSlope, recording.RampSlope[block]);
            foreach ((int row, int code) in s_biases)
            {
                Shared(b, block, row, code);
            }
        }
        for (int h = 0; h < Hemisphere.Count; h++)
        {
            b.Write(new Hemisphere(h), new CADCConfig { Enable = true });
            b.Write(new Hemisphere(h), new CommonCorrelationConfig());
        }
        var seen = new SortedDictionary<int, bool[]>();
        for (int n = 0; n < placement.LayerSize(recording.Layer); n++)
        {
            AtomicNeuron circuit = placement.Circuit(recording.Layer, n);
            var channel = new CadcChannel(circuit.Hemisphere, acausal: false, circuit.SynapseColumn);
            b.Write(channel, new CADCChannelConfig { Offset = recording.ChannelOffsets?[channel.Value] ?? 0 });
            var quad = new ColumnQuad(circuit.Hemisphere, SynapseQuadAddress.QuadOf(circuit.SynapseColumn));
            if (!seen.TryGetValue(quad.Value, out bool[]? used))
            {
                seen[quad.Value] = used = new bool[EntryOnQuad.Count];
            }
            used[SynapseQuadAddress.EntryOf(circuit.SynapseColumn).Value] = true;
        }
        foreach ((int quad, bool[] used) in seen)
        {
            b.Write(new ColumnQuad(quad), new ColumnCorrelationQuad { EnableCadcNeuronReadoutCausal = used });
        }
    }

    private static void Shared(ProgramSeries b, int block, int row, int code) =>
        b.Write(new CapMemCellAddress(new(block), new CapMemRow(row), new CapMemColumn(CircuitRow.SharedColumn)), new CapMemCell { Value = code });
}
