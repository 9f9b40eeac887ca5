namespace Bss2.Emulator.Analog;

/// <summary>
/// What digital configuration memory shows to the analog core: decoded values, owned and changed by the digital core, read by the
/// engines. Every change bumps <see cref="CircuitVersion"/> or <see cref="SynapseVersion"/>, so that engines rebuild what they derived.
/// </summary>
internal sealed class AnalogConfiguration
{
    public const int Neurons = 512, Columns = 256, Rows = 256, Hemispheres = 2, Drivers = 128, CapMemBlocks = 4,
        CapMemRows = 24, CapMemColumns = 130;

    /// <summary>Time constant of a cell, cycles: 4 ms (analog-core 8.5, assumption: 99.3 % after the 20 ms that calix waits).</summary>
    public const double SettlingCycles = 4e-3 / 4e-9;

    /// <summary>Time constants after which a cell counts as settled: the rest is below 1e-8 of a full-scale step.</summary>
    public const double SettledAfter = 20;

    private const ushort NoRefresh = 1023;

    private readonly Dictionary<int, int[]> _slaves = [];
    private int _slavesVersion;

    /// <summary>Index: 256 · row + column (atomic neuron number).</summary>
    public NeuronCircuit[] Circuits { get; } = new NeuronCircuit[Neurons];

    /// <summary>CapMem codes [block][130 · row + column]; 1023 = not refreshed.</summary>
    public ushort[][] CapMemCodes { get; } = NewBlocks<ushort>();

    /// <summary>Chip cycle (4 ns, never set back by a SystimeSync) at which a cell was last written.</summary>
    public long[][] CapMemWrittenAt { get; } = NewBlocks<long>();

    /// <summary>Analog fraction from which a cell set out at its last write: the volatile value, in codes.</summary>
    public float[][] CapMemFrom { get; } = NewBlocks<float>();

    /// <summary>Weights, [(256 · hemisphere + row) · 256 + column], 0..63, bit permutation already undone.</summary>
    public byte[] Weights { get; } = new byte[Hemispheres * Rows * Columns];

    /// <summary>Labels, same index, 0..63.</summary>
    public byte[] Labels { get; } = new byte[Hemispheres * Rows * Columns];

    /// <summary>Calibration of correlation sensors' time constants, same index, 0..3.</summary>
    public byte[] TimeCalibrations { get; } = new byte[Hemispheres * Rows * Columns];

    /// <summary>Calibration of correlation sensors' amplitudes, same index, 0..3.</summary>
    public byte[] AmplitudeCalibrations { get; } = new byte[Hemispheres * Rows * Columns];

    /// <summary>CommonSTPConfig [hemisphere]: bits 0..3 scale of the recovery clock, 4 on.</summary>
    public uint[] StpClocks { get; } = new uint[Hemispheres];

    /// <summary>Column switches [256 · hemisphere + column].</summary>
    public ColumnSwitches[] ColumnCurrents { get; } = new ColumnSwitches[Hemispheres * Columns];

    /// <summary>Synapse drivers [128 · hemisphere + driver].</summary>
    public DriverCircuit[] SynapseDrivers { get; } = new DriverCircuit[Hemispheres * Drivers];

    /// <summary>How backends join their fire lines [neuron].</summary>
    public FireSwitches[] FireSwitches { get; } = new FireSwitches[Neurons];

    /// <summary>Length of the adaptation pulse after a fire, cycles, 0 without [neuron].</summary>
    public int[] AdaptationPulses { get; } = new int[Neurons];

    /// <summary>Cycles by which a PADI bus's driver pulses are longer than one [4 · hemisphere + bus].</summary>
    public byte[] PulseExtensions { get; } = new byte[4 * Hemispheres];

    /// <summary>How long firings keep circuits refractory.</summary>
    public RefractoryTiming Refractory { get; } = new();

    /// <summary>Bumped when circuits or CapMem change.</summary>
    public int CircuitVersion { get; set; }

    /// <summary>Bumped when the switches of neuron circuits or columns change: who is in use and of which kind.</summary>
    public int TopologyVersion { get; set; }

    /// <summary>Bumped when weights, labels, column switches or drivers change.</summary>
    public int SynapseVersion { get; set; }

    // Whether the cells of a block follow their codes.
    private readonly bool[] _refreshed = [.. Enumerable.Repeat(true, CapMemBlocks)];

    /// <summary>Switches the refresh of a block's cells; without it they keep the values that they have.</summary>
    public void RefreshCapMem(int block, bool on, long cycle)
    {
        if (_refreshed[block] == on)
        {
            return;
        }
        for (int cell = 0; cell < CapMemRows * CapMemColumns; cell++)
        {
            CapMemFrom[block][cell] = (float)CapMemValue(block, cell, cycle);
            CapMemWrittenAt[block][cell] = cycle;
        }
        _refreshed[block] = on;
        LastCapMemWrite = cycle;
        CircuitVersion++;
    }

    /// <summary>Value of a cell in codes: it approaches its code exponentially from where it stood at its last write.</summary>
    public double CapMemValue(int block, int cell, long cycle)
    {
        ushort code = CapMemCodes[block][cell];
        double from = CapMemFrom[block][cell];
        if (code == NoRefresh || !_refreshed[block])
        {
            return from;
        }
        double elapsed = (cycle - CapMemWrittenAt[block][cell]) / SettlingCycles;
        return elapsed > SettledAfter ? code : code + (from - code) * Math.Exp(-elapsed);
    }

    /// <summary>Sets a cell's code; its value moves on from where it stands.</summary>
    public void WriteCapMem(int block, int cell, ushort code, long cycle)
    {
        CapMemFrom[block][cell] = (float)CapMemValue(block, cell, cycle);
        CapMemCodes[block][cell] = code;
        CapMemWrittenAt[block][cell] = cycle;
        LastCapMemWrite = cycle;
        CircuitVersion++;
    }

    /// <summary>Neurons whose reset a firing of this one starts too, in ascending order.</summary>
    public ReadOnlySpan<int> SlavesOf(int neuron)
    {
        if (!FireSwitches[neuron].Master)
        {
            return [];
        }
        if (_slavesVersion != TopologyVersion)
        {
            _slavesVersion = TopologyVersion;
            _slaves.Clear();
        }
        if (!_slaves.TryGetValue(neuron, out int[]? slaves))
        {
            _slaves[neuron] = slaves = FireNetwork.SlavesOf(FireSwitches, neuron);
        }
        return slaves;
    }

    /// <summary>Cycle of the last CapMem write.</summary>
    public long LastCapMemWrite { get; private set; } = long.MinValue / 2;

    private static T[][] NewBlocks<T>()
    {
        var blocks = new T[CapMemBlocks][];
        for (int b = 0; b < CapMemBlocks; b++)
        {
            blocks[b] = new T[CapMemRows * CapMemColumns];
        }
        return blocks;
    }
}
