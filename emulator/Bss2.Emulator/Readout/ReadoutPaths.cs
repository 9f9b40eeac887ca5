using Bss2.Emulator.Analog;
using D = Bss2.Emulator.Readout.ReadoutDefaults;

namespace Bss2.Emulator.Readout;

/// <summary>Voltages along the read-out paths: neuron amplifiers, the four neuron lines, buffers, pads, CADC debug lines.</summary>
/// <remarks>
/// Register-map 3, 4, 9; analog-core 5. Choices: several drivers on one node give their mean; a node without a driver is at 0 V, and
/// sources that are not emulated drive nothing; loading of a membrane by unbuffered access is left out. All voltages are those at the
/// end of the last analog step.
/// </remarks>
internal sealed class ReadoutPaths(AnalogConfiguration configuration, ReadoutRegisters registers, CircuitDerivation derivation,
    ExtendedDerivation extended)
{
    private const int Hemispheres = AnalogConfiguration.Hemispheres, Columns = AnalogConfiguration.Columns, Pads = 2,
        NeuronLines = 4, NeuronLineBit = 9, ReadoutAmplifierRow = 18, SharedColumn = 128;

    private readonly List<int>[] _onLine = [[], [], [], []];
    private int _version = -1;

    /// <summary>The engine whose state is read; set once it exists.</summary>
    public required IAnalogEngine Engine { get; init; }

    /// <summary>What a neuron's read-out amplifier puts out, V; 0 while it is off or has no bias.</summary>
    public double NeuronVolts(int neuron, long cycle)
    {
        return IsAmplified(neuron, cycle) ? Selected(neuron, cycle) : 0;
    }

    /// <summary>What neurons' amplifiers put out, V, all of one side of a hemisphere: whether they have bias is worked out once.</summary>
    /// <param name="first">First neuron of the side.</param>
    /// <param name="sees">Whose voltage is wanted; that of others is 0.</param>
    /// <param name="volts">Filled.</param>
    /// <param name="cycle">Now.</param>
    public void SideVolts(int first, ReadOnlySpan<bool> sees, Span<double> volts, long cycle)
    {
        bool biased = derivation.SharedCell(2 * (first / Columns) + first % Columns / 128, ReadoutAmplifierRow, cycle) > 0;
        for (int k = 0; k < volts.Length; k++)
        {
            volts[k] = biased && sees[k] && configuration.Circuits[first + k].EnableReadoutAmplifier ? Selected(first + k, cycle) : 0;
        }
    }

    /// <summary>Why a buffer is at 0 V; null if something drives it.</summary>
    public string? WhySilent(int buffer, long cycle)
    {
        if (_version != configuration.TopologyVersion)
        {
            FindLines();
        }
        int[] neurons = [.. Enumerable.Range(0, NeuronLines).Where(line => registers.Source(buffer, NeuronLineBit + line))
            .SelectMany(line => _onLine[line])];
        return neurons.Length == 0
            ? $"no neuron is on a line that read-out buffer {buffer} selects (ReadoutSourceSelection, NeuronConfig.en_readout)"
            : neurons.All(n => configuration.Circuits[n].EnableReadout && !IsAmplified(n, cycle))
            ? $"no neuron on read-out buffer {buffer} has an amplifier with bias (NeuronConfig.en_readout_amp, shared CapMem row 18)" : null;
    }

    /// <summary>What one of the two read-out buffers puts out, V.</summary>
    public double BufferVolts(int buffer, long cycle)
    {
        if (_version != configuration.TopologyVersion)
        {
            FindLines();
        }
        double sum = 0;
        int drivers = 0;
        for (int line = 0; line < NeuronLines; line++)
        {
            if (registers.Source(buffer, NeuronLineBit + line))
            {
                foreach (int neuron in _onLine[line])
                {
                    sum += configuration.Circuits[neuron].EnableReadout ? NeuronVolts(neuron, cycle)
                        : Engine.MembraneVolts(neuron) + Engine.MembraneNoiseVolts(neuron);
                    drivers++;
                }
            }
        }
        return drivers == 0 ? 0 : sum / drivers;
    }

    /// <summary>Voltage of an analog pad, V, and whether anything drives it.</summary>
    public (double Volts, bool Driven) Pad(int pad, long cycle)
    {
        double sum = 0;
        int drivers = 0;
        for (int buffer = 0; buffer < Pads; buffer++)
        {
            if (registers.Pad(pad, 1, 13 - buffer) && registers.BufferToPad(buffer))
            {
                (sum, drivers) = (sum + BufferVolts(buffer, cycle), drivers + 1);
            }
        }
        if (registers.Pad(pad, 0, 10) && registers.Pad(pad, 0, 15))
        {
            for (int block = 0; block < AnalogConfiguration.CapMemBlocks; block++)
            {
                if (registers.Pad(pad, 0, 14 - block) && registers.DebugAmplifier(block) > 0 && registers.DebugCell(block) is { } cell)
                {
                    (sum, drivers) = (sum + DebugVolts(block, cell.Row, cell.Column, cycle), drivers + 1);
                }
            }
        }
        return (drivers == 0 ? 0 : sum / drivers, drivers > 0);
    }

    /// <summary>Voltage of the line that reaches the CADC channels' debug switches, V.</summary>
    public double CadcDebugVolts(bool acausal, long cycle)
    {
        double sum = 0;
        int drivers = 0;
        for (int pad = 0; pad < Pads; pad++)
        {
            if (registers.Pad(pad, 1, 11) && registers.Pad(pad, 1, acausal ? 8 : 7) && Pad(pad, cycle) is { Driven: true } driven)
            {
                (sum, drivers) = (sum + driven.Volts, drivers + 1);
            }
        }
        return drivers == 0 ? 0 : sum / drivers;
    }

    private bool IsAmplified(int neuron, long cycle) => configuration.Circuits[neuron].EnableReadoutAmplifier
        && derivation.SharedCell(2 * (neuron / Columns) + neuron % Columns / 128, ReadoutAmplifierRow, cycle) > 0;

    private double Selected(int neuron, long cycle) => configuration.Circuits[neuron].ReadoutSelect switch
    {
        0 => Engine.MembraneVolts(neuron) + Engine.MembraneNoiseVolts(neuron),
        1 => D.LineRestVolts - Engine.LineDropVolts(neuron, excitatory: true),
        2 => D.LineRestVolts - Engine.LineDropVolts(neuron, excitatory: false),
        _ => extended.AdaptationRest(neuron, cycle) + ExtendedDefaults.AdaptationVoltsPerAmpere * Engine.AdaptationAmperes(neuron),
    };

    private double DebugVolts(int block, int row, int column, long cycle) =>
        D.DebugVoltsAtZero + D.DebugVoltsPerCode * derivation.CellOf(block, row, column, cycle);

    // Lines: odd top, even top, odd bottom, even bottom, as bits 9..12 of ReadoutSourceSelection.
    private void FindLines()
    {
        _version = configuration.TopologyVersion;
        for (int line = 0; line < NeuronLines; line++)
        {
            _onLine[line].Clear();
        }
        for (int neuron = 0; neuron < Hemispheres * Columns; neuron++)
        {
            ref readonly NeuronCircuit circuit = ref configuration.Circuits[neuron];
            if (circuit.EnableReadout || circuit.UnbufferedAccess)
            {
                _onLine[2 * (neuron / Columns) + (neuron % 2 == 0 ? 1 : 0)].Add(neuron);
            }
        }
    }
}
