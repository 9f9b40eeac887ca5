using Bss2.Emulator.Digital;

namespace Bss2.Emulator.Fpga;

/// <summary>The FPGA's own Omnibus registers (register-map 2.2).</summary>
internal sealed class FpgaRegisters
{
    private const uint Executor = 0x8800_0000, Systime = 0x8800_2000;

    /// <summary>Default instruction timeout, FPGA cycles: 10 ms.</summary>
    public const uint DefaultTimeout = 1_250_000;

    private const uint DefaultRetries = 3;

    private readonly Dictionary<uint, uint> _values = [];
    private readonly ulong _dna;

    public FpgaRegisters(ulong dna)
    {
        _dna = dna;
        _values[Executor + 9] = DefaultTimeout;
        _values[Systime] = DefaultRetries;
        Map.Add("external PPU SRAM", 0x8000_0000, 0x8000);
        Map.Add("external PPU DRAM", 0x8400_0000, 0x400_0000);
        Map.Add("executor: device DNA", Executor + 3, 2, access: BlockAccess.Read);
        Map.Add("executor: event recording", Executor + 5, 1);
        Map.Add("executor: polling", Executor + 6, 3);
        Map.Add("executor: instruction timeout", Executor + 9, 1);
        Map.Add("executor: systime-correction barrier", Executor + 0xB, 1);
        Map.Add("executor: timer", Executor + 0xC, 1, access: BlockAccess.Read);
        Map.Add("systime: retries", Systime, 1);
        Map.Add("systime: last round trip and chip time", Systime + 1, 5, access: BlockAccess.Read);
        Map.Add("UT: PHY enable", 0x8800_4000, 1);
        Map.Add("UT: PHY counters", 0x8800_4004, 24, BlockKind.NotEmulated, access: BlockAccess.Read);
        Map.Add("PHY configuration", 0x8800_6000, 8);
        Map.Add("SPI master", 0x8800_7001, 5, access: BlockAccess.Write);
        Map.Add("I2C master", 0x8800_7800, 0x201);
        Map.Add("event switch", 0x8800_7C00, 9);
        Map.Add("performance test: enable", 0x8800_8000, 1, BlockKind.NotEmulated);
        Map.Add("performance test: counters", 0x8800_8001, 4, BlockKind.NotEmulated, access: BlockAccess.Read);
        Map.Add("L2: PHY and ARQ counters", 0x8800_C000, 0x14, BlockKind.NotEmulated, access: BlockAccess.Read);
        Map.Add("SpikeIO: output routes", 0x8802_0000, 65536, BlockKind.NotEmulated);
        Map.Add("SpikeIO: input routes", 0x8803_0000, 256, BlockKind.NotEmulated);
        Map.Add("SpikeIO: configuration", 0x8803_8000, 1, BlockKind.NotEmulated);
        Map.Add("input routing table", 0x880C_0000, 32768, BlockKind.NotEmulated);
        Map.Add("output routing table", 0x880D_0000, 65536, BlockKind.NotEmulated);
    }

    public OmnibusMap Map { get; } = new();

    public bool EventRecording => (Get(Executor + 5) & 1) != 0;

    public uint PollingAddress => Get(Executor + 6);

    public uint PollingTarget => Get(Executor + 7);

    public uint PollingMask => Get(Executor + 8);

    public uint Timeout => Get(Executor + 9);

    public bool SystimeCorrectionArmed => (Get(Executor + 0xB) & 1) != 0;

    /// <summary>A synchronisation took place.</summary>
    public void Synchronised(ulong chipTime, ulong roundTripCycles)
    {
        (_values[Systime + 1], _values[Systime + 2]) = ((uint)(roundTripCycles >> 32), (uint)roundTripCycles);
        (_values[Systime + 3], _values[Systime + 4]) = ((uint)(chipTime >> 32), (uint)chipTime);
        _values[Systime + 5] = 1;
    }

    public uint Read(uint address, uint timer) => address switch
    {
        Executor + 0xC => timer,
        Executor + 3 => (uint)(_dna >> 32),
        Executor + 4 => (uint)_dna,
        _ => Get(address),
    };

    public void Write(uint address, uint value) => _values[address] = value;

    private uint Get(uint address) => _values.GetValueOrDefault(address);
}
