using Bss2.Emulator.Analog;

namespace Bss2.Emulator.Digital;

/// <summary>Counts synapses that an event reaches: driver and label match, row in use. What they cost is the supplies' business.</summary>
internal sealed class SynapticEventCounter(AnalogConfiguration configuration)
{
    private const int Buses = 4, Positions = 32, Labels = 64, NotCounted = -1;

    private readonly int[] _known = new int[AnalogConfiguration.Hemispheres * Buses * Positions * Labels];
    private int _version = -1;

    /// <summary>Synaptic events so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds those of a pulse.</summary>
    public void Add(in PadiPulse pulse)
    {
        if (_version != configuration.SynapseVersion)
        {
            _version = configuration.SynapseVersion;
            Array.Fill(_known, NotCounted);
        }
        ref int known = ref _known[((Buses * pulse.Hemisphere + pulse.Bus) * Positions + pulse.RowSelect) * Labels + pulse.SynapseLabel];
        known = known == NotCounted ? CountOf(pulse) : known;
        Count += known;
    }

    private int CountOf(in PadiPulse pulse)
    {
        int count = 0;
        for (int position = 0; position < Positions; position++)
        {
            int driver = Buses * position + pulse.Bus;
            ref readonly DriverCircuit d = ref configuration.SynapseDrivers[AnalogConfiguration.Drivers * pulse.Hemisphere + driver];
            if (!d.Takes(pulse.RowSelect, position))
            {
                continue;
            }
            count += d.BottomExcitatory || d.BottomInhibitory ? Matches(pulse.Hemisphere, d.LabelOut(pulse.SynapseLabel), 2 * driver) : 0;
            count += d.TopExcitatory || d.TopInhibitory ? Matches(pulse.Hemisphere, d.LabelOut(pulse.SynapseLabel), 2 * driver + 1) : 0;
        }
        return count;
    }

    private int Matches(int hemisphere, byte label, int row) => configuration.Labels.AsSpan(
        (AnalogConfiguration.Rows * hemisphere + row) * AnalogConfiguration.Columns, AnalogConfiguration.Columns)
        .Count(label);
}
