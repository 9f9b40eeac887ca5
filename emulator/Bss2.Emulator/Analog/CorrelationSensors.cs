using D = Bss2.Emulator.Analog.AnalogDefaults;
using P = Bss2.Emulator.Analog.PlasticityDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>
/// Correlation sensors of one hemisphere. A spike after an event pulls the causal capacitor down by η e^{−Δt/τ}, an event after a spike the
/// acausal one; each event and each spike counts for its nearest partner only.
/// </summary>
/// <remarks>
/// Analog-core 5. A sensor sees the label that its driver sends on, whatever the row's mode and the synapse's weight. Rows take part
/// from their first reset command on; until then nothing is kept. Events and spikes are logged and worked out when a row is read or
/// reset, or labels or drivers are about to change: a network that reads no correlation pays nothing.
/// </remarks>
internal sealed class CorrelationSensors(int hemisphere, AnalogConfiguration configuration, CircuitDerivation derivation, Die die)
{
    private const int Columns = AnalogConfiguration.Columns, LogLimit = 1 << 20, RampRow = 9, StoreRow = 10, OutputRow = 11;

    // Below this a bias is off: amplitudes and time constants stay finite.
    private const double MinimumCode = 0.5;

    private readonly SortedDictionary<int, CorrelationRow> _rows = [];
    private List<PadiPulse> _pulses = [];
    private List<Firing> _spikes = [];

    /// <summary>Whether any row takes part.</summary>
    public bool IsTracking => _rows.Count > 0;

    /// <summary>Keeps an event of this hemisphere.</summary>
    public void Log(in PadiPulse pulse) => _pulses.Add(pulse);

    /// <summary>Keeps a spike of this hemisphere.</summary>
    public void Log(in Firing spike) => _spikes.Add(spike);

    /// <summary>Resets the sensors of some columns of a row.</summary>
    public void Reset(int row, ReadOnlySpan<int> columns, long cycle)
    {
        WorkOut(cycle);
        if (!_rows.TryGetValue(row, out CorrelationRow? state))
        {
            _rows[row] = state = new();
        }
        foreach (int column in columns)
        {
            (state.Causal[column], state.Acausal[column], state.WasReset[column]) = (0, 0, true);
        }
    }

    /// <summary>
    /// Output of a sensor that <see cref="IsReady"/>, as of the last <see cref="WorkOut"/>, V: rest less what is stored, not below 0.
    /// </summary>
    public double Volts(int row, int column, bool acausal)
    {
        CorrelationRow state = _rows[row];
        return Math.Max(0, P.CorrelationRestVolts - (acausal ? state.Acausal[column] : state.Causal[column]));
    }

    /// <summary>Whether a sensor has been reset and its output has bias.</summary>
    public bool IsReady(int row, int column, long cycle) => _rows.TryGetValue(row, out CorrelationRow? state) && state.WasReset[column]
        && derivation.SharedCell(2 * hemisphere + column / 128, OutputRow, cycle) > 0;

    /// <summary>Works out what happened before a cycle, with labels, drivers and biases as they are now.</summary>
    public void WorkOut(long cycle)
    {
        if (_pulses.Count + _spikes.Count == 0)
        {
            return;
        }
        PadiPulse[] pulses = [.. _pulses.Where(pulse => pulse.Cycle < cycle).OrderBy(pulse => pulse.Cycle)];
        Firing[] spikes = [.. _spikes.Where(spike => spike.Cycle < cycle).OrderBy(spike => spike.Cycle)];
        _pulses = [.. _pulses.Where(pulse => pulse.Cycle >= cycle)];
        _spikes = [.. _spikes.Where(spike => spike.Cycle >= cycle)];
        foreach ((int row, CorrelationRow state) in _rows)
        {
            Replay(row, state, pulses, spikes, cycle);
        }
    }

    /// <summary>Works the log out when it has grown long.</summary>
    public void Trim(long cycle)
    {
        if (_pulses.Count + _spikes.Count > LogLimit)
        {
            WorkOut(cycle);
        }
    }

    private void Replay(int row, CorrelationRow state, PadiPulse[] pulses, Firing[] spikes, long now)
    {
        int driver = row / 2, bus = driver % 4, position = driver / 4, spike = 0;
        ref readonly DriverCircuit d = ref configuration.SynapseDrivers[AnalogConfiguration.Drivers * hemisphere + driver];
        ReadOnlySpan<byte> labels = configuration.Labels.AsSpan((AnalogConfiguration.Rows * hemisphere + row) * Columns, Columns);
        foreach (PadiPulse pulse in pulses)
        {
            if (pulse.Bus != bus || !d.Takes(pulse.RowSelect, position))
            {
                continue;
            }
            for (; spike < spikes.Length && spikes[spike].Cycle < pulse.Cycle; spike++)
            {
                Post(row, state, spikes[spike], now);
            }
            byte label = d.LabelOut(pulse.SynapseLabel);
            for (int column = 0; column < Columns; column++)
            {
                if (labels[column] == label)
                {
                    Pre(row, state, column, pulse.Cycle, now);
                }
            }
        }
        for (; spike < spikes.Length; spike++)
        {
            Post(row, state, spikes[spike], now);
        }
    }

    private void Pre(int row, CorrelationRow state, int column, long cycle, long now)
    {
        if (state.Post[column] != CorrelationRow.Never)
        {
            state.Acausal[column] += Pair(row, column, acausal: true, cycle - state.Post[column], now);
            state.Post[column] = CorrelationRow.Never;
        }
        state.Pre[column] = cycle;
    }

    private void Post(int row, CorrelationRow state, in Firing spike, long now)
    {
        int column = spike.Neuron % Columns;
        if (state.Pre[column] != CorrelationRow.Never)
        {
            state.Causal[column] += Pair(row, column, acausal: false, spike.Cycle - state.Pre[column], now);
            state.Pre[column] = CorrelationRow.Never;
        }
        state.Post[column] = spike.Cycle;
    }

    // What a pair stores, V. Both biases work against what they set.
    private double Pair(int row, int column, bool acausal, long cycles, long now)
    {
        int block = 2 * hemisphere + column / 128, synapse = (AnalogConfiguration.Rows * hemisphere + row) * Columns + column;
        int sensor = 2 * synapse + (acausal ? 1 : 0);
        double store = Math.Max(MinimumCode, derivation.SharedCell(block, StoreRow, now));
        double ramp = Math.Max(MinimumCode, derivation.SharedCell(block, RampRow, now));
        double amplitude = P.CorrelationVolts * P.CorrelationStoreCode / store
            * (1 + P.CorrelationBitStep * configuration.AmplitudeCalibrations[synapse])
            * die.LogNormal(DieParameter.CorrelationAmplitude, sensor, P.CorrelationAmplitudeLog);
        double tau = P.CorrelationTauSeconds * P.CorrelationRampCode / ramp
            * (1 + P.CorrelationBitStep * configuration.TimeCalibrations[synapse])
            * die.LogNormal(DieParameter.CorrelationTau, sensor, P.CorrelationTauLog);
        return amplitude * Math.Exp(-cycles * D.CycleSeconds / tau);
    }
}
