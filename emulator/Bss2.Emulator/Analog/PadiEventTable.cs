namespace Bss2.Emulator.Analog;

/// <summary>
/// What a PADI event does to an engine's lanes: driver match, label match, row signs, weights and fixed pattern, worked out once per event
/// kind and kept until synapses, drivers, lanes or the DAC bias change.
/// </summary>
internal sealed class PadiEventTable(AnalogConfiguration configuration, CircuitDerivation derivation)
{
    private const int RowSelects = 32, SynapseLabels = 64, Buses = 4, None = -1;

    private readonly Entry[] _known = new Entry[AnalogConfiguration.Hemispheres * Buses * RowSelects * SynapseLabels];
    private readonly int[] _laneOf = new int[AnalogConfiguration.Neurons];
    private int _lanes, _synapses = -1, _version = 1;

    /// <summary>Sets the neuron of each lane, −1 for a lane that pads, and forgets all charges: they depend on circuits too.</summary>
    public void SetLanes(ReadOnlySpan<int> neurons)
    {
        Array.Fill(_laneOf, None);
        for (int lane = 0; lane < neurons.Length; lane++)
        {
            if (neurons[lane] != None)
            {
                _laneOf[neurons[lane]] = lane;
            }
        }
        _lanes = neurons.Length;
        _version++;
    }

    /// <summary>Charges on the lanes; null if no synapse in use listens.</summary>
    /// <param name="pulse">The event.</param>
    /// <param name="cycle">Now, for the DAC bias.</param>
    public LineCharge? Find(in PadiPulse pulse, long cycle)
    {
        if (_synapses != configuration.SynapseVersion)
        {
            _synapses = configuration.SynapseVersion;
            _version++;
        }
        if (pulse.Strengths is not null)
        {
            // Strengths differ from event to event; what is found may be held, so each event has its own.
            var charge = new LineCharge(_lanes);
            return Compile(pulse, charge, cycle) ? charge : null;
        }
        ref Entry entry = ref _known[((pulse.Hemisphere * Buses + pulse.Bus) * RowSelects + pulse.RowSelect) * SynapseLabels + pulse.SynapseLabel];
        if (entry.Version != _version)
        {
            entry.Charge = entry.Charge is { } used && used.Lanes == _lanes ? used : new(_lanes);
            entry.Acts = Compile(pulse, entry.Charge, cycle);
            entry.Version = _version;
        }
        return entry.Acts ? entry.Charge : null;
    }

    private bool Compile(in PadiPulse pulse, LineCharge charge, long cycle)
    {
        charge.Clear();
        bool any = false;
        for (int position = 0; position < RowSelects; position++)
        {
            int driver = Buses * position + pulse.Bus;
            ref readonly DriverCircuit d = ref configuration.SynapseDrivers[AnalogConfiguration.Drivers * pulse.Hemisphere + driver];
            if (!d.Takes(pulse.RowSelect, position))
            {
                continue;
            }
            byte label = d.LabelOut(pulse.SynapseLabel);
            float strength = pulse.Strengths is { } strengths ? strengths[position] : 1;
            any |= AddRow(pulse.Hemisphere, label, 2 * driver, d.BottomExcitatory, d.BottomInhibitory, strength, charge, cycle);
            any |= AddRow(pulse.Hemisphere, label, 2 * driver + 1, d.TopExcitatory, d.TopInhibitory, strength, charge, cycle);
        }
        if (any)
        {
            charge.Finish();
        }
        return any;
    }

    private bool AddRow(int hemisphere, byte label, int row, bool excitatory, bool inhibitory, float strength, LineCharge charge,
        long cycle)
    {
        ReadOnlySpan<byte> labels = configuration.Labels.AsSpan((AnalogConfiguration.Rows * hemisphere + row)
            * AnalogConfiguration.Columns, AnalogConfiguration.Columns);
        bool any = false;
        ReadOnlySpan<double> rowCharges =
            [derivation.RowCharge(hemisphere, row, 0, cycle), derivation.RowCharge(hemisphere, row, 1, cycle)];
        for (int column = 0; column < labels.Length; column++)
        {
            int neuron = AnalogConfiguration.Columns * hemisphere + column, lane = _laneOf[neuron];
            if (lane == None || labels[column] != label)
            {
                continue;
            }
            ColumnSwitches switches = configuration.ColumnCurrents[neuron];
            if (excitatory && switches.Excitatory)
            {
                any |= charge.AddExcitatory(lane, strength * derivation.EventVolts(rowCharges[column / 128], hemisphere, row, column, true));
            }
            if (inhibitory && switches.Inhibitory)
            {
                any |= charge.AddInhibitory(lane, strength * derivation.EventVolts(rowCharges[column / 128], hemisphere, row, column, false));
            }
        }
        return any;
    }

    private struct Entry
    {
        public int Version;
        public bool Acts;
        public LineCharge? Charge;
    }
}
