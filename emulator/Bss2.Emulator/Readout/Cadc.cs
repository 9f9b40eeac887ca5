using Bss2.Emulator.Analog;
using D = Bss2.Emulator.Readout.ReadoutDefaults;

namespace Bss2.Emulator.Readout;

/// <summary>The column converter of one hemisphere: 512 channels (256 columns, causal and acausal), 8 bit, a ramp per quadrant.</summary>
/// <remarks>
/// Register-map 8, analog-core 5, 8.3. A channel counts until the ramp has reached its input. A read of the triggering kind converts the
/// whole row; all channels sample at the trigger (choice), and the answer comes after reset wait, ramp and dead time. A channel that sees
/// several inputs takes their mean, one that sees none 0 V.
/// </remarks>
internal sealed class Cadc(int hemisphere, ReadoutRegisters registers, ReadoutPaths paths, CorrelationSensors sensors,
    CircuitDerivation derivation, Die die, ReadoutNoise noise, EmulatorDiagnostics diagnostics)
{
    private const int Columns = AnalogConfiguration.Columns, Full = 255, OffsetRow = 4, BufferRow = 5, SlopeRow = 15, ComparatorRow = 16;

    // What the last conversion caught; a channel's count is worked out when somebody reads it, as most are not.
    private readonly double[] _volts = new double[2 * Columns];
    private readonly Ramp[] _ramp = new Ramp[2];
    private readonly int[] _digital = new int[2 * Columns];
    private readonly byte[] _samples = new byte[2 * Columns];
    private readonly bool[] _counted = [.. Enumerable.Repeat(true, 2 * Columns)];
    private long _sampledAt;
    private readonly double[] _gain = [.. Enumerable.Range(0, 2 * Columns).Select(channel =>
        die.Gain(DieParameter.CadcChannelGain, 2 * Columns * hemisphere + channel, D.CadcChannelGain))];
    private readonly double[] _offset = [.. Enumerable.Range(0, 2 * Columns).Select(channel =>
        D.CadcChannelOffset * die.Normal(DieParameter.CadcChannelOffset, 2 * Columns * hemisphere + channel))];

    /// <summary>Chip cycle from which the next conversion may begin.</summary>
    public long FreeFrom { get; private set; }

    /// <summary>Whether the converter is switched on; without that there is nothing to convert with.</summary>
    public bool IsEnabled => (registers.Cadc(hemisphere) & 1) != 0;

    /// <summary>Cycles of a conversion at the present settings.</summary>
    public long ConversionCycles
    {
        get
        {
            uint word = registers.Cadc(hemisphere);
            return (word >> 4 & 0xFF) + D.CadcRampCycles + (word >> 12 & 0xFF);
        }
    }

    /// <summary>Converts all channels for a row.</summary>
    /// <param name="row">Synapse row, for channels that see correlation sensors.</param>
    /// <param name="cycle">Now.</param>
    /// <param name="systemTime">System time now, 4 ns.</param>
    public void Convert(int row, long cycle, long systemTime)
    {
        (FreeFrom, _sampledAt) = (cycle + ConversionCycles, systemTime);
        sensors.WorkOut(cycle);
        double causalDebug = paths.CadcDebugVolts(acausal: false, cycle), acausalDebug = paths.CadcDebugVolts(acausal: true, cycle);
        bool ramps = false, amplified = false;
        Span<bool> sees = stackalloc bool[Columns / 2];
        Span<double> neurons = stackalloc double[Columns / 2];
        for (int side = 0; side < 2; side++)
        {
            Ramp ramp = RampOf(side, cycle);
            ramps |= ramp.Works;
            _ramp[side] = ramp;
            for (int k = 0; k < sees.Length; k++)
            {
                sees[k] = SeesNeuron(sees.Length * side + k);
            }
            paths.SideVolts(Columns * hemisphere + sees.Length * side, sees, neurons, cycle);
            for (int column = sees.Length * side; column < sees.Length * (side + 1); column++)
            {
                double neuron = neurons[column - sees.Length * side];
                amplified |= neuron != 0;
                Catch(column, false, row, neuron, causalDebug, cycle);
                Catch(column, true, row, neuron, acausalDebug, cycle);
            }
        }
        if (WhyNothing(row, ramps, amplified, cycle) is { } why)
        {
            diagnostics.Add(EmulatorDiagnosticKind.Cause, $"CADC {(hemisphere == 0 ? "top" : "bottom")} reads nothing: {why}");
        }
    }

    // What no channel can have read on purpose.
    private string? WhyNothing(int row, bool ramps, bool amplified, long cycle)
    {
        if (!ramps)
        {
            return "no ramp has slope and bias (shared CapMem rows 5, 15, 16)";
        }
        bool neurons = false, watched = false, ready = false, debug = false;
        for (int column = 0; column < Columns; column++)
        {
            neurons |= SeesNeuron(column);
            debug |= registers.SeesDebug(hemisphere, false, column) || registers.SeesDebug(hemisphere, true, column);
            if (registers.SeesCorrelation(hemisphere, false, column) || registers.SeesCorrelation(hemisphere, true, column))
            {
                (watched, ready) = (true, ready || sensors.IsReady(row, column, cycle));
            }
        }
        return debug || amplified || ready ? null
            : neurons ? "no neuron that it sees has an amplifier with bias (NeuronConfig.en_readout_amp, shared CapMem row 18)"
            : watched ? $"no correlation sensor of row {row} was reset, or none has output bias (CorrelationReset, shared CapMem row 11)"
            : "no channel is connected to anything (ColumnCorrelationQuad)";
    }

    /// <summary>Four samples of the last conversion, as a word.</summary>
    public uint Quad(bool acausal, int quad)
    {
        uint word = 0;
        for (int entry = 0; entry < 4; entry++)
        {
            int column = 8 * (quad % 32) + 2 * entry + quad / 32;
            word |= (uint)Sample((acausal ? Columns : 0) + column) << (8 * (3 - entry));
        }
        return word;
    }

    private bool SeesNeuron(int column) =>
        registers.SeesNeuron(hemisphere, false, column) || registers.SeesNeuron(hemisphere, true, column);

    private void Catch(int column, bool acausal, int row, double neuron, double debug, long cycle)
    {
        double sum = 0;
        int inputs = 0;
        if (registers.SeesNeuron(hemisphere, acausal, column))
        {
            (sum, inputs) = (neuron, 1);
        }
        if (registers.SeesDebug(hemisphere, acausal, column))
        {
            (sum, inputs) = (sum + debug, inputs + 1);
        }
        // An output without bias, or a capacitor in no known state, drives nothing: switches for neurons and sensors may be on together.
        if (registers.SeesCorrelation(hemisphere, acausal, column) && sensors.IsReady(row, column, cycle))
        {
            (sum, inputs) = (sum + sensors.Volts(row, column, acausal), inputs + 1);
        }
        int channel = (acausal ? Columns : 0) + column;
        (_volts[channel], _counted[channel]) = (inputs == 0 ? 0 : sum / inputs, false);
        _digital[channel] = registers.CadcOffset(hemisphere, acausal, column);
    }

    private byte Sample(int channel)
    {
        if (_counted[channel])
        {
            return _samples[channel];
        }
        ref readonly Ramp ramp = ref _ramp[channel % Columns / 128];
        double count = ramp.Works
            ? (_volts[channel] * _gain[channel] - ramp.StartVolts) / ramp.VoltsPerLsb + _offset[channel]
                + noise.Cadc(_sampledAt, 2 * Columns * hemisphere + channel)
            : Full;
        int raw = (int)Math.Clamp(Math.Round(count), 0, Full);
        _counted[channel] = true;
        return _samples[channel] = (byte)Math.Clamp(raw + _digital[channel], 0, Full);
    }

    private Ramp RampOf(int side, long cycle)
    {
        int quadrant = 2 * hemisphere + side;
        double start = derivation.SharedCell(registers.RampQuadrant(hemisphere, side), OffsetRow, cycle);
        double slope = derivation.SharedCell(quadrant, SlopeRow, cycle) * die.Gain(DieParameter.CadcQuadrantGain, quadrant, D.CadcQuadrantGain);
        bool works = slope > 0 && derivation.SharedCell(quadrant, ComparatorRow, cycle) >= D.CadcMinimumBiasCode
            && derivation.SharedCell(quadrant, BufferRow, cycle) >= D.CadcMinimumBiasCode;
        return new(D.CadcStartVolts + AnalogDefaults.VoltsPerCode * (start - D.CadcNominalOffsetCode),
            D.CadcVoltsPerLsb * slope / D.CadcNominalSlopeCode, works);
    }

    // Without comparator, buffer or slope the counter runs to its end.
    private readonly record struct Ramp(double StartVolts, double VoltsPerLsb, bool Works);
}
