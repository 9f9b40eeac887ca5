using Bss2.Calibration.Routines;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Runtime;
using Bss2.Runtime.BringUp;
using Bss2.Runtime.Placement;

namespace Bss2.Calibration.Instruments;

/// <summary>
/// A chip on the test bench: circuits get settings, wait until they have settled, and are measured. Remembers what was written, so that
/// only changes are, and accounts for what was read and how long it took.
/// </summary>
/// <remarks>
/// While cells settle, the circuits' refractory clocks stand still and every circuit is held in reset, so that nothing fires.
/// Settling times are calix's: 20 ms after a change, 100 ms after an initialisation or a change of shared cells (analog-core 4).
/// </remarks>
internal sealed class ChipBench
{
    /// <summary>After circuits' cells changed, ms: enough for a search.</summary>
    public const double SettleMs = 20;

    /// <summary>
    /// After circuits' cells changed, where settings are compared that lie far apart, ms: cells still move by half a per cent of their step
    /// when calix goes on, which is a code in two hundred.
    /// </summary>
    public const double SettleFinelyMs = 40;

    /// <summary>After everything was written or shared cells changed, ms.</summary>
    public const double SettleAllMs = 100;

    private readonly IPlaybackExecutor _executor;
    private readonly Dictionary<int, int> _cells = [];
    private readonly NeuronConfig?[] _switches;
    private bool _running;

    /// <summary>Puts circuits on the bench.</summary>
    /// <param name="executor">Not owned.</param>
    /// <param name="circuits">In any order; instance i of every measurement is the i-th.</param>
    public ChipBench(IPlaybackExecutor executor, IReadOnlyList<AtomicNeuron> circuits)
    {
        (_executor, Circuits) = (executor, circuits);
        _switches = new NeuronConfig?[circuits.Count];
        Routing = new(circuits);
    }

    /// <summary>Circuits under test.</summary>
    public IReadOnlyList<AtomicNeuron> Circuits { get; }

    /// <summary>How their spikes and stimuli are routed.</summary>
    public BenchRouting Routing { get; }

    /// <summary>Which chip this is.</summary>
    public ChipDescription Chip => _executor.Chip;

    /// <summary>What was used so far, chip time included.</summary>
    public ChipUsage Usage { get; private set; } = ChipUsage.None;

    /// <summary>Resets the chip and configures everything but circuits' cells and switches.</summary>
    /// <param name="units">Weight of every stimulus synapse, 1..63.</param>
    /// <param name="dac">Synapse DAC bias per CapMem block.</param>
    /// <param name="cadc">Settings of the column converters; null leaves them, and all read-out, off.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    public async ValueTask ConfigureAsync(int units, IReadOnlyList<int> dac, CadcSettings? cadc, CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        foreach (BringUpStep step in SystemInit.Steps(new()))
        {
            step.Append(program.Builder);
        }
        // Bring-up leaves recording on.
        program.Write(new EventRecordingConfig()).Write(new SynapseBiasSelection());
        for (int i = 0; i < CapMemBlock.Count; i++)
        {
            program.Write(new CapMemBlock(i), new CapMemBlockConfig());
            WriteShared(program, i, CircuitRow.SharedSynapseDac, dac[i]);
        }
        Routing.Configure(program, units);
        if (cadc is not null)
        {
            WriteCadc(program, cadc);
            Routing.ConnectCadc(program);
        }
        program.Builder.Barrier(Barriers.Omnibus);
        _cells.Clear();
        Array.Clear(_switches);
        _running = true;
        Hold(program);
        await ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives every circuit its settings and waits until they have settled; circuits are held in reset then.</summary>
    /// <param name="settings">One per circuit.</param>
    /// <param name="inputs">Which synaptic inputs are on.</param>
    /// <param name="settleMs">Time to settle; the first settings after a configuration take longer.</param>
    /// <param name="cancellationToken">Stops before the program runs.</param>
    public async ValueTask ApplyAsync(IReadOnlyList<CircuitSettings> settings, BenchSwitches inputs, double settleMs,
        CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        bool first = _cells.Count == 0;
        Hold(program);
        int changes = 0;
        for (int i = 0; i < Circuits.Count; i++)
        {
            foreach ((int row, int code) in settings[i].Codes)
            {
                CapMemCellAddress cell = Circuits[i].Cell(new CapMemRow(row));
                if (!_cells.TryGetValue(cell.Value, out int old) || old != code)
                {
                    _cells[cell.Value] = code;
                    program.Write(cell, new CapMemCell { Value = code });
                    changes++;
                }
            }
        }
        bool joins = false;
        for (int i = 0; i < Circuits.Count; i++)
        {
            joins |= !inputs.IsIdle && _switches[i] is not { EnFire: true };
            Switch(program, i, settings[i], inputs);
        }
        if (joins)
        {
            // Resets did not reach circuits that were idle: hold them, too.
            Routing.ResetAll(program);
        }
        if (changes > 0)
        {
            program.Wait(1000 * (first ? SettleAllMs : settleMs));
        }
        await ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the weight of every stimulus synapse, 1..63.</summary>
    public async ValueTask SetWeightAsync(int weight, CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        Routing.Weights(program, weight);
        program.Builder.Barrier(Barriers.Omnibus);
        await ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the synapse DAC bias of every block and waits until it has settled.</summary>
    public async ValueTask SetSynapseDacAsync(IReadOnlyList<int> dac, CancellationToken cancellationToken)
    {
        var program = new BenchProgram();
        for (int block = 0; block < CapMemBlock.Count; block++)
        {
            WriteShared(program, block, CircuitRow.SharedSynapseDac, dac[block]);
        }
        program.Wait(1000 * SettleAllMs);
        await ExecuteAsync(program, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Appends new switches for a circuit, if they differ from those it has.</summary>
    public void Switch(BenchProgram program, int i, CircuitSettings settings, BenchSwitches switches)
    {
        NeuronConfig config = switches.Of(settings);
        if (config != _switches[i])
        {
            _switches[i] = config;
            program.Write(Circuits[i], config);
        }
    }

    /// <summary>Lets refractory clocks run: circuits leave reset one refractory time later.</summary>
    public void Release(BenchProgram program)
    {
        Routing.Clocks(program, on: true);
        _running = true;
    }

    /// <summary>Runs a program and accounts for it.</summary>
    public async ValueTask<PlaybackResult> ExecuteAsync(BenchProgram program, CancellationToken cancellationToken)
    {
        long cycles = program.Cycles;
        PlaybackProgram built = program.Builder.Build();
        PlaybackResult result = await _executor.ExecuteAsync(built, cancellationToken).ConfigureAwait(false);
        Usage = Usage.After(built, result);
        Usage = Usage with { ChipCycles = Usage.ChipCycles + cycles };
        return result;
    }

    /// <summary>Appends settings of the column converters; ramps settle in <see cref="SettleAllMs"/>.</summary>
    public static void WriteCadc(BenchProgram program, CadcSettings cadc)
    {
        for (int block = 0; block < CapMemBlock.Count; block++)
        {
            WriteShared(program, block, SharedRow.RampOffset, cadc.RampOffset[block]);
            WriteShared(program, block, SharedRow.RampSlope, cadc.RampSlope[block]);
            foreach ((int row, int code) in SharedRow.Biases)
            {
                WriteShared(program, block, row, code);
            }
        }
        for (int channel = 0; channel < CadcChannel.Count; channel++)
        {
            program.Write(new CadcChannel(channel), new CADCChannelConfig { Offset = cadc.ChannelOffsets[channel] });
        }
        for (int h = 0; h < Hemisphere.Count; h++)
        {
            program.Write(new Hemisphere(h), new CADCConfig { Enable = true });
            program.Write(new Hemisphere(h), new CommonCorrelationConfig());
        }
    }

    /// <summary>Appends a code of a block's shared cell.</summary>
    public static void WriteShared(BenchProgram program, int block, int row, int code) =>
        program.Write(new CapMemCellAddress(new(block), new CapMemRow(row), new CapMemColumn(CircuitRow.SharedColumn)), new CapMemCell { Value = code });

    private void Hold(BenchProgram program)
    {
        if (_running)
        {
            Routing.Clocks(program, on: false);
            Routing.ResetAll(program);
            _running = false;
        }
    }
}
