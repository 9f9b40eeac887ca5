using Bss2.Emulator.Digital;
using M = Bss2.Emulator.Fpga.FpgaMap;

namespace Bss2.Emulator.Fpga;

/// <summary>The FPGA's own Omnibus registers: settings, live counters, memories (register-map 2.2, 11, 12).</summary>
internal sealed class FpgaRegisters
{
    /// <summary>Default instruction timeout, FPGA cycles: 10 ms.</summary>
    public const uint DefaultTimeout = 1_250_000;

    private const uint DefaultRetries = 3, EventSwitchReset = 0;

    private readonly Dictionary<uint, uint> _values = [];
    private readonly ulong _dna;
    private readonly HighSpeedLinks _links;
    private readonly FpgaClock _clock;
    private readonly EmulatorDiagnostics _diagnostics;

    public FpgaRegisters(ulong dna, HighSpeedLinks links, FpgaClock clock, EmulatorDiagnostics diagnostics)
    {
        (_dna, _links, _clock, _diagnostics) = (dna, links, clock, diagnostics);
        PerformanceTest = new(links);
        Defaults();
    }

    public OmnibusMap Map { get; } = M.Create();

    public PerformanceTest PerformanceTest { get; }

    public bool EventRecording { get; private set; }

    public uint PollingAddress => Get(M.Polling);

    public uint PollingTarget => Get(M.Polling + 1);

    public uint PollingMask => Get(M.Polling + 2);

    public uint Timeout { get; private set; } = DefaultTimeout;

    public bool SystimeCorrectionArmed => (Get(M.SystimeBarrier) & 1) != 0;

    /// <summary>SpikeIO: configuration word.</summary>
    public uint SpikeIo { get; private set; }

    /// <summary>SpikeIO: serial address of a label, 0xFF silent.</summary>
    public uint SerialAddressOf(ushort label) => Get(M.SpikeOutputs + label);

    /// <summary>SpikeIO: label of a serial address, 0xFFFF silent.</summary>
    public uint LabelOf(uint serialAddress) => Get(M.SpikeInputs + serialAddress);

    /// <summary>Back to power-on; external memories keep what they hold (link-and-playback 1.4, choice).</summary>
    public void Reset(long cycle)
    {
        foreach (uint address in _values.Keys.Where(address => address >= M.EndOfMemory).ToArray())
        {
            _values.Remove(address);
        }
        Defaults();
        PerformanceTest.Enable(false, cycle);
        EventRecording = false;
        _links.ResetFpga(cycle);
    }

    /// <summary>A synchronisation took place.</summary>
    public void Synchronised(ulong chipTime, ulong roundTripCycles)
    {
        (_values[M.Systime + 1], _values[M.Systime + 2]) = ((uint)(roundTripCycles >> 32), (uint)roundTripCycles);
        (_values[M.Systime + 3], _values[M.Systime + 4]) = ((uint)(chipTime >> 32), (uint)chipTime);
        _values[M.Systime + 5] = 1;
    }

    /// <summary>System time of the chip is no longer known.</summary>
    public void SynchronisationLost() => _values[M.Systime + 5] = 0;

    /// <summary>Reads a mapped word at a cycle.</summary>
    public uint Read(uint address, long cycle)
    {
        const uint phys = HighSpeedLinks.Count;
        uint counter = address - M.PhyCounters, link = address - M.LinkCounters;
        return address switch
        {
            M.Timer => (uint)(cycle - _clock.TimerZero),
            M.Dna => (uint)(_dna >> 32),
            M.Dna + 1 => (uint)_dna,
            M.GlobalSystime => (uint)(_clock.SystemTime(cycle) >> 32),
            M.GlobalSystime + 1 => (uint)_clock.SystemTime(cycle),
            M.GlobalSystime + 2 => Get(M.Systime + 3),
            M.GlobalSystime + 3 => Get(M.Systime + 4),
            >= M.PerformanceTest + 1 and <= M.PerformanceTest + 4 => PerformanceTest.Counter((int)(address - M.PerformanceTest), cycle),
            _ when counter < phys => _links[(int)counter].CrcErrors,
            _ when counter < 2 * phys => _links.OnlineCycles((int)(counter - phys), cycle),
            _ when counter < 3 * phys => _links[(int)(counter - 2 * phys)].Dropped,
            _ when link < 2 * phys => link % 2 == 0 ? _links[(int)link / 2].Sent : _links[(int)link / 2].Received,
            _ when address - M.ArqCounters < 4 => _links.ArqCounter((int)(address - M.ArqCounters)),
            _ => Get(address),
        };
    }

    /// <summary>Writes a mapped word at a cycle.</summary>
    public void Write(uint address, uint value, long cycle)
    {
        _values[address] = value;
        (Timeout, SpikeIo) = (address == M.Timeout ? value : Timeout, address == M.SpikeIo ? value : SpikeIo);
        switch (address)
        {
            case < M.EndOfMemory:
                break;
            case M.EventRecording:
                EventRecording = (value & 1) != 0;
                break;
            case M.PhyEnable:
                _links.EnableFpga(value & 0xFF, cycle);
                break;
            case >= M.PhyConfig and < M.PhyConfig + HighSpeedLinks.Count:
                _links.ConfigureFpga((int)(address - M.PhyConfig), value, cycle);
                break;
            case M.PerformanceTest:
                PerformanceTest.Enable((value & 1) != 0, cycle);
                break;
            case M.SpikeIo when (value >> 16 & 3) != 0 && (value >> 18 & 1) == 0:
                _diagnostics.Add(EmulatorDiagnosticKind.Ignored, "SpikeIO pins: nothing is connected to them", address, value);
                break;
            case >= M.EventSwitch and < M.GlobalSystime when value != EventSwitchReset:
                _diagnostics.Add(EmulatorDiagnosticKind.Ignored, "event switch: settings have no effect", address, value);
                break;
            case >= M.InputRouting when (value >> (address >= M.OutputRouting ? 15 : 16) & 1) != 0:
                _diagnostics.Add(EmulatorDiagnosticKind.Ignored, "routing tables between chips: there is one chip", address, value);
                break;
        }
    }

    private void Defaults()
    {
        _values[M.Timeout] = Timeout = DefaultTimeout;
        _values[M.Systime] = DefaultRetries;
        _values[M.SpikeIo] = SpikeIo = 1;
    }

    // Routes are silent until written (register-map 12).
    private uint Get(uint address) => _values.TryGetValue(address, out uint value) ? value
        : address is >= M.SpikeOutputs and < M.SpikeInputs ? 0xFFu
        : address is >= M.SpikeInputs and < M.SpikeInputs + M.SerialAddresses ? 0xFFFFu : 0;
}
