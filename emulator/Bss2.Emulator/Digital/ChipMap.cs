namespace Bss2.Emulator.Digital;

/// <summary>The chip's address space (register-map 2.1 and the container tables).</summary>
internal static class ChipMap
{
    private static readonly string[] Hemispheres = ["top", "bottom"], Sides = ["west", "east"],
        Quadrants = ["north-west", "north-east", "south-west", "south-east"];

    public static OmnibusMap Create()
    {
        var map = new OmnibusMap();
        map.Add("systime sync base", 0x0000_0000, 2, BlockKind.SystimeBase);
        map.Add("PHY enable", 0x0004_0000, 1, BlockKind.PhyEnable);
        map.Add("PLL", 0x0008_0000, ClockTree.Registers, BlockKind.Pll);
        map.Add("PLL self-test status", 0x0008_0007, 1, BlockKind.PllStatus, access: BlockAccess.Read);
        map.Add("MADC control", 0x000C_0000, 1, BlockKind.MadcControl, access: BlockAccess.Write);
        map.Add("MADC configuration", 0x000C_0001, 10, BlockKind.MadcConfig);
        map.Add("current DAC", 0x000C_000B, 1);
        map.Add("readout source selection", 0x000C_000C, 2, BlockKind.ReadoutSource);
        map.Add("pad multiplexers", 0x000C_000E, 4, BlockKind.PadMultiplexer);
        map.Add("reference generator", 0x000C_0012, 9, BlockKind.ReferenceGenerator);
        map.Add("synapse bias selection", 0x0010_0000, 1);
        AddRouting(map);
        for (int i = 0; i < 2; i++)
        {
            AddHemisphere(map, i);
            AddBackend(map, i);
        }
        for (int i = 0; i < 4; i++)
        {
            AddQuadrant(map, i);
        }
        return map;
    }

    private static void AddRouting(OmnibusMap map)
    {
        map.Add("crossbar output configuration", 0x0013_0000, 1, BlockKind.CrossbarOutput);
        map.Add("background sources", 0x0013_0001, 24, BlockKind.Background);
        map.Add("crossbar nodes", 0x0013_0019, 76, BlockKind.CrossbarNode);
        map.Add("crossbar input drop counters", 0x0013_0065, 20, BlockKind.InputDrops, access: BlockAccess.Read);
        map.Add("crossbar output event counters", 0x0013_0079, 12, BlockKind.OutputEvents, access: BlockAccess.Read);
    }

    private static void AddBackend(OmnibusMap map, int side)
    {
        string where = ", " + Sides[side];
        uint hop = (uint)side * 0x8000;
        map.Add("neuron reset" + where, 0x0012_2000 + hop, 1024, BlockKind.NeuronReset, side, BlockAccess.Write, 4, 0, 0);
        map.Add("global post pulse" + where, 0x0012_2400 + hop, 1, BlockKind.PostPulse, side, BlockAccess.Write);
        map.Add("spike counter read" + where, 0x0012_2800 + hop, 1024, BlockKind.SpikeCounterRead, side, BlockAccess.Read, 4, 0, 0);
        map.Add("spike counter reset" + where, 0x0012_2C00 + hop, 1024, BlockKind.SpikeCounterReset, side, BlockAccess.Write, 4, 0, 0);
        map.Add("neuron backend" + where, 0x001A_1000 + hop, 1024, BlockKind.NeuronBackend, side);
        map.Add("neuron backend SRAM timing" + where, 0x001A_1402 + hop, 2);
        map.Add("common neuron backend" + where, 0x001A_1800 + hop, 2, BlockKind.CommonBackend, side);
    }

    private static void AddQuadrant(OmnibusMap map, int quadrant)
    {
        string where = ", " + Quadrants[quadrant];
        uint hop = (uint)quadrant * 0x8000;
        map.Add("CapMem cells" + where, 0x0014_0000 + hop, 130 * 32, BlockKind.CapMemCell, quadrant, BlockAccess.Both, 32, 0, 23);
        map.Add("CapMem configuration" + where, 0x0014_4000 + hop, 10, BlockKind.CapMemConfig, quadrant);
        map.Add("CapMem SRAM timing" + where, 0x0014_2800 + hop, 2);
        map.Add("neuron configuration" + where, 0x0016_0000 + hop, 1024, BlockKind.NeuronConfig, quadrant, BlockAccess.Both, 8, 2);
        map.Add("neuron SRAM timing" + where, 0x0016_0402 + hop, 2);
    }

    private static void AddHemisphere(OmnibusMap map, int hemisphere)
    {
        string where = ", " + Hemispheres[hemisphere];
        uint small = (uint)hemisphere * 0x8000, large = (uint)hemisphere * 0x0100_0000;
        map.Add("PADI event" + where, 0x0011_0000 + small, 1, BlockKind.PadiEvent, hemisphere, BlockAccess.Write);
        map.Add("PADI configuration" + where, 0x0011_0001 + small, 1, BlockKind.PadiConfig, hemisphere);
        map.Add("STP configuration" + where, 0x0011_0002 + small, 1, BlockKind.StpConfig, hemisphere);
        map.Add("synapse drivers" + where, 0x0011_0400 + small, 512, BlockKind.SynapseDriver, hemisphere, BlockAccess.Both, 4, 0, 2);
        map.Add("synapse driver SRAM timing" + where, 0x0011_0602 + small, 2);
        map.Add("synram control" + where, 0x0200_0000 + large, 3);
        map.Add("correlation configuration" + where, 0x0220_0000 + large, 4, BlockKind.CorrelationConfig, hemisphere);
        map.Add("CADC offsets east" + where, 0x0240_0000 + large, 256, BlockKind.CadcOffsets, 2 * hemisphere + 1);
        map.Add("CADC offset SRAM timing east" + where, 0x0240_0102 + large, 2);
        map.Add("CADC offsets west" + where, 0x0240_0800 + large, 256, BlockKind.CadcOffsets, 2 * hemisphere);
        map.Add("CADC offset SRAM timing west" + where, 0x0240_0902 + large, 2);
        map.Add("CADC control" + where, 0x0240_1000 + large, 1, BlockKind.CadcConfig, hemisphere);
        map.Add("PPU memory" + where, 0x0280_0000 + large, 4096);
        map.Add("PPU control" + where, 0x02A0_0000 + large, 1, BlockKind.PpuControl, hemisphere);
        map.Add("PPU status" + where, 0x02A0_0001 + large, 1, BlockKind.PpuStatus, hemisphere, BlockAccess.Read);
        AddSynapses(map, hemisphere, where, large);
    }

    private static void AddSynapses(OmnibusMap map, int hemisphere, string where, uint hop)
    {
        const int Quads = 64 * 256;
        map.Add("synapse weights" + where, 0x02C0_0000 + hop, Quads, BlockKind.SynapseWeight, hemisphere);
        map.Add("column CADC neuron readout, causal" + where, 0x02C0_4000 + hop, 64, BlockKind.ColumnReadoutCausal, hemisphere);
        map.Add("synapse time calibration" + where, 0x02C1_0000 + hop, Quads, BlockKind.SynapseTimeCalibration, hemisphere);
        map.Add("column currents" + where, 0x02C1_4000 + hop, 64, BlockKind.ColumnCurrent, hemisphere);
        map.Add("synapse amplitude calibration" + where, 0x02C2_0000 + hop, Quads, BlockKind.SynapseAmplitudeCalibration, hemisphere);
        map.Add("column debug currents" + where, 0x02C2_4000 + hop, 64);
        map.Add("synapse labels" + where, 0x02C4_0000 + hop, Quads, BlockKind.SynapseLabel, hemisphere);
        map.Add("column CADC neuron readout, acausal" + where, 0x02C4_4000 + hop, 64, BlockKind.ColumnReadoutAcausal, hemisphere);
        map.Add("synapses" + where, 0x02CF_0000 + hop, 2 * Quads, BlockKind.SynapseFull, hemisphere);
        map.Add("column correlation, internal" + where, 0x02CF_8080 + hop, 64, BlockKind.ColumnCorrelationInternal, hemisphere);
        map.Add("column correlation, debug" + where, 0x02CF_80C0 + hop, 64, BlockKind.ColumnCorrelationDebug, hemisphere);
        map.Add("correlation reset" + where, 0x02C9_0000 + hop, Quads, BlockKind.CorrelationReset, hemisphere, BlockAccess.Write);
        map.Add("neuron reset quads" + where, 0x02C9_4000 + hop, 64, BlockKind.NeuronResetQuad, hemisphere, BlockAccess.Write);
        map.Add("CADC causal, unbuffered" + where, 0x02C8_0000 + hop, Quads, BlockKind.CadcTrigger, 2 * hemisphere, BlockAccess.Read);
        map.Add("CADC acausal, unbuffered" + where, 0x02CC_0000 + hop, Quads, BlockKind.CadcTrigger, 2 * hemisphere + 1, BlockAccess.Read);
        map.Add("CADC causal, buffered" + where, 0x02E8_0000 + hop, Quads, BlockKind.CadcBuffered, 2 * hemisphere, BlockAccess.Read);
        map.Add("CADC acausal, buffered" + where, 0x02EC_0000 + hop, Quads, BlockKind.CadcBuffered, 2 * hemisphere + 1, BlockAccess.Read);
    }
}
