using Bss2.Emulator.Digital;

namespace Bss2.Emulator.Fpga;

/// <summary>The FPGA's address space (register-map 2.2).</summary>
internal static class FpgaMap
{
    public const uint Executor = 0x8800_0000, Dna = Executor + 3, EventRecording = Executor + 5, Polling = Executor + 6,
        Timeout = Executor + 9, SystimeBarrier = Executor + 0xB, Timer = Executor + 0xC, Systime = 0x8800_2000, PhyEnable = 0x8800_4000,
        PhyCounters = 0x8800_4004, PhyConfig = 0x8800_6000, Spi = 0x8800_7000, I2c = 0x8800_7800, EventSwitch = 0x8800_7C00, GlobalSystime = EventSwitch + 6,
        PerformanceTest = 0x8800_8000, LinkCounters = 0x8800_C000, ArqCounters = LinkCounters + 0x10, SpikeOutputs = 0x8802_0000,
        SpikeInputs = 0x8803_0000, SpikeIo = 0x8803_8000, InputRouting = 0x880C_0000, OutputRouting = 0x880D_0000,
        ExternalSram = 0x8000_0000, ExternalDram = 0x8400_0000, EndOfMemory = 0x8800_0000;

    public const int SpiLength = 6, I2cLength = 0x201;

    public const int SpikeLabels = 65536, SerialAddresses = 256, InputRoutes = 32768;

    public static OmnibusMap Create()
    {
        var map = new OmnibusMap();
        map.Add("external PPU SRAM", ExternalSram, 0x8000);
        map.Add("external PPU DRAM", ExternalDram, 0x400_0000);
        map.Add("executor: device DNA", Dna, 2, access: BlockAccess.Read);
        map.Add("executor: event recording", EventRecording, 1);
        map.Add("executor: polling", Polling, 3);
        map.Add("executor: instruction timeout", Timeout, 1);
        map.Add("executor: systime-correction barrier", SystimeBarrier, 1);
        map.Add("executor: timer", Timer, 1, access: BlockAccess.Read);
        map.Add("systime: retries", Systime, 1);
        map.Add("systime: last round trip and chip time", Systime + 1, 5, access: BlockAccess.Read);
        map.Add("UT: PHY enable", PhyEnable, 1);
        map.Add("UT: PHY counters", PhyCounters, 3 * HighSpeedLinks.Count, access: BlockAccess.Read);
        map.Add("PHY configuration", PhyConfig, HighSpeedLinks.Count);
        map.Add("SPI master", Spi + 1, SpiLength - 1, access: BlockAccess.Write);
        map.Add("I2C master", I2c, I2cLength);
        map.Add("event switch", EventSwitch, 6);
        map.Add("event switch: global systime", GlobalSystime, 4, access: BlockAccess.Read);
        map.Add("performance test: enable", PerformanceTest, 1);
        map.Add("performance test: counters", PerformanceTest + 1, 4, access: BlockAccess.Read);
        map.Add("L2: PHY and ARQ counters", LinkCounters, 0x14, access: BlockAccess.Read);
        map.Add("SpikeIO: output routes", SpikeOutputs, SpikeLabels);
        map.Add("SpikeIO: input routes", SpikeInputs, SerialAddresses);
        map.Add("SpikeIO: configuration", SpikeIo, 1);
        map.Add("input routing table", InputRouting, InputRoutes);
        map.Add("output routing table", OutputRouting, SpikeLabels);
        return map;
    }
}
