namespace Bss2.Emulator.Analog;

/// <summary>
/// What a PADI event does to the lanes in use: driver match, label match, row signs, weights and fixed pattern, worked out once per event
/// kind and kept until synapses, drivers or the DAC bias change.
/// </summary>
internal sealed class PadiEventTable(AnalogConfiguration configuration, CircuitDerivation derivation)
{
    private readonly Dictionary<int, LineCharge?> _known = [];
    private int _version = -1;

    /// <summary>Charges on the lanes; null if no synapse in use listens.</summary>
    /// <param name="pulse">The event.</param>
    /// <param name="lanes">Neuron of each lane.</param>
    /// <param name="padded">Length of the arrays.</param>
    /// <param name="cycle">Now, for the DAC bias.</param>
    public LineCharge? Find(in PadiPulse pulse, ReadOnlySpan<int> lanes, int padded, long cycle)
    {
        if (_version != configuration.SynapseVersion)
        {
            Forget();
            _version = configuration.SynapseVersion;
        }
        int key = ((pulse.Hemisphere * 4 + pulse.Bus) * 32 + pulse.RowSelect) * 64 + pulse.SynapseLabel;
        if (!_known.TryGetValue(key, out LineCharge? charge))
        {
            _known[key] = charge = Compile(pulse, lanes, padded, cycle);
        }
        return charge;
    }

    public void Forget() => _known.Clear();

    private LineCharge? Compile(in PadiPulse pulse, ReadOnlySpan<int> lanes, int padded, long cycle)
    {
        var charge = new LineCharge(padded);
        bool any = false;
        for (int position = 0; position < 32; position++)
        {
            int driver = 4 * position + pulse.Bus;
            ref readonly DriverCircuit d = ref configuration.SynapseDrivers[AnalogConfiguration.Drivers * pulse.Hemisphere + driver];
            // A driver that does not forward addresses drives no synapse.
            if (!d.EnableReceiver || !d.EnableAddressOut || (pulse.RowSelect & d.CompareMask) != (position & d.CompareMask))
            {
                continue;
            }
            any |= AddRow(pulse, 2 * driver, d.BottomExcitatory, d.BottomInhibitory, lanes, charge, cycle);
            any |= AddRow(pulse, 2 * driver + 1, d.TopExcitatory, d.TopInhibitory, lanes, charge, cycle);
        }
        if (!any)
        {
            return null;
        }
        charge.Finish();
        return charge;
    }

    private bool AddRow(in PadiPulse pulse, int row, bool excitatory, bool inhibitory, ReadOnlySpan<int> lanes, LineCharge charge,
        long cycle)
    {
        bool any = false;
        for (int lane = 0; lane < lanes.Length; lane++)
        {
            int neuron = lanes[lane], column = neuron % AnalogConfiguration.Columns;
            if (neuron / AnalogConfiguration.Columns != pulse.Hemisphere
                || configuration.Labels[(AnalogConfiguration.Rows * pulse.Hemisphere + row) * AnalogConfiguration.Columns + column]
                    != pulse.SynapseLabel)
            {
                continue;
            }
            ColumnSwitches switches = configuration.ColumnCurrents[neuron];
            if (excitatory && switches.Excitatory)
            {
                any |= charge.AddExcitatory(lane, derivation.EventVolts(pulse.Hemisphere, row, column, true, cycle));
            }
            if (inhibitory && switches.Inhibitory)
            {
                any |= charge.AddInhibitory(lane, derivation.EventVolts(pulse.Hemisphere, row, column, false, cycle));
            }
        }
        return any;
    }
}
