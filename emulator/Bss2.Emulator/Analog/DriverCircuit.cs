namespace Bss2.Emulator.Analog;

/// <summary>A synapse driver, decoded from its SynapseDriverConfig.</summary>
internal struct DriverCircuit
{
    // Without address output only the highest bit of a label reaches the synapses (analog-core 2.1).
    private const int HighestLabelBit = 0x20;

    public bool EnableReceiver, EnableAddressOut, BottomExcitatory, BottomInhibitory, TopExcitatory, TopInhibitory;
    public byte CompareMask;
    public bool EnableStp, EnableRecovery, EnableHagenModulation, EnableHagenDac, SelectTargetVoltages;
    public byte Utilization, Offset, Recovery, HagenDacOffset;

    /// <summary>Whether the low label bits are an activation that sets the pulse length: Hagen mode needs all of these.</summary>
    public readonly bool IsHagen => EnableStp && EnableHagenModulation && EnableHagenDac && !EnableAddressOut;

    /// <summary>Whether the driver at a position of its bus takes an event.</summary>
    public readonly bool Takes(int rowSelect, int position) => EnableReceiver && (rowSelect & CompareMask) == (position & CompareMask);

    /// <summary>Label that its synapses compare with theirs.</summary>
    public readonly byte LabelOut(byte label) => EnableAddressOut ? label : (byte)(label & HighestLabelBit);
}
