namespace Bss2.Emulator.Analog;

/// <summary>A synapse driver, decoded from its SynapseDriverConfig.</summary>
internal struct DriverCircuit
{
    public bool EnableReceiver, EnableAddressOut, BottomExcitatory, BottomInhibitory, TopExcitatory, TopInhibitory;
    public byte CompareMask;
    public bool EnableStp, EnableRecovery, EnableHagenModulation, EnableHagenDac, EnableRenewing, EnableChargeSharing,
        SelectTargetVoltages, EnableReadout;
    public byte Utilization, Offset, Recovery, HagenDacOffset;
}
