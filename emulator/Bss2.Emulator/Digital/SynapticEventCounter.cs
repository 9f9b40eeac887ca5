using Bss2.Emulator.Analog;

namespace Bss2.Emulator.Digital;

/// <summary>Counts synapses that an event reaches: driver and label match, row in use. What they cost is the supplies' business.</summary>
internal sealed class SynapticEventCounter(AnalogConfiguration configuration)
{
    private const int Buses = 4, Positions = 32;

    /// <summary>Synaptic events so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds those of a pulse.</summary>
    public void Add(in PadiPulse pulse)
    {
        for (int position = 0; position < Positions; position++)
        {
            int driver = Buses * position + pulse.Bus;
            ref readonly DriverCircuit d = ref configuration.SynapseDrivers[AnalogConfiguration.Drivers * pulse.Hemisphere + driver];
            if (!d.Takes(pulse.RowSelect, position))
            {
                continue;
            }
            Count += d.BottomExcitatory || d.BottomInhibitory ? Matches(pulse.Hemisphere, d.LabelOut(pulse.SynapseLabel), 2 * driver) : 0;
            Count += d.TopExcitatory || d.TopInhibitory ? Matches(pulse.Hemisphere, d.LabelOut(pulse.SynapseLabel), 2 * driver + 1) : 0;
        }
    }

    private int Matches(int hemisphere, byte label, int row) => configuration.Labels.AsSpan(
        (AnalogConfiguration.Rows * hemisphere + row) * AnalogConfiguration.Columns, AnalogConfiguration.Columns)
        .Count(label);
}
