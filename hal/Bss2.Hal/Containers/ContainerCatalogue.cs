using Bss2.Hal.Coordinates;

namespace Bss2.Hal.Containers;

/// <summary>Every container type, in groups: what checks, documentation and tools go through.</summary>
public static class ContainerCatalogue
{
    /// <summary>Groups, in the order of the documentation.</summary>
    public static IReadOnlyList<ContainerGroup> Groups { get; } =
    [
        new("Neurons",
        [
            ContainerEntry.ReadWrite<NeuronConfig, AtomicNeuron>(),
            ContainerEntry.ReadWrite<NeuronBackendConfig, NeuronBackend>(),
            ContainerEntry.ReadWrite<CommonNeuronBackendConfig, NeuronBackendBlock>(),
            ContainerEntry.WriteOnly<NeuronReset, NeuronBackend>(),
            ContainerEntry.WriteOnly<NeuronResetQuad, ColumnQuad>(),
            ContainerEntry.WriteOnly<BlockPostPulse, NeuronBackendBlock>(),
            ContainerEntry.ReadOnly<SpikeCounterRead, NeuronBackend>(),
            ContainerEntry.WriteOnly<SpikeCounterReset, NeuronBackend>(),
            ContainerEntry.ReadWrite<NeuronSRAMTimingConfig, NeuronConfigBlock>(),
            ContainerEntry.ReadWrite<NeuronBackendSRAMTimingConfig, NeuronBackendBlock>(),
        ]),
        new("Synapse array",
        [
            ContainerEntry.ReadWrite<SynapseQuad, SynapseQuadAddress>(),
            ContainerEntry.ReadWrite<SynapseWeightQuad, SynapseQuadAddress>(),
            ContainerEntry.ReadWrite<SynapseLabelQuad, SynapseQuadAddress>(),
            ContainerEntry.ReadWrite<SynapseCorrelationCalibQuad, SynapseQuadAddress>(),
            ContainerEntry.ReadWrite<ColumnCorrelationQuad, ColumnQuad>(),
            ContainerEntry.ReadWrite<ColumnCurrentQuad, ColumnQuad>(),
            ContainerEntry.WriteOnly<CorrelationReset, SynapseQuadAddress>(),
            ContainerEntry.ReadWrite<CommonSynramConfig, Hemisphere>(),
            ContainerEntry.ReadWrite<CommonCorrelationConfig, Hemisphere>(),
            ContainerEntry.ReadWrite<SynapseBiasSelection, Unique>(),
        ]),
        new("Synapse drivers and PADI",
        [
            ContainerEntry.ReadWrite<SynapseDriverConfig, SynapseDriver>(),
            ContainerEntry.ReadWrite<SynapseDriverSRAMTimingConfig, Hemisphere>(),
            ContainerEntry.WriteOnly<PADIEvent, Hemisphere>(),
            ContainerEntry.ReadWrite<CommonPADIBusConfig, Hemisphere>(),
            ContainerEntry.ReadWrite<CommonSTPConfig, Hemisphere>(),
        ]),
        new("Analog parameters",
        [
            ContainerEntry.ReadWrite<CapMemCell, CapMemCellAddress>(),
            ContainerEntry.ReadWrite<CapMemBlockConfig, CapMemBlock>(),
            ContainerEntry.ReadWrite<CapMemSRAMTimingConfig, CapMemBlock>(),
            ContainerEntry.ReadWrite<ReferenceGeneratorConfig, Unique>(),
        ]),
        new("Event routing",
        [
            ContainerEntry.ReadWrite<CrossbarNode, CrossbarNodeAddress>(),
            ContainerEntry.ReadWrite<CrossbarOutputConfig, Unique>(),
            ContainerEntry.ReadOnly<CrossbarInputDropCounter, CrossbarInput>(),
            ContainerEntry.ReadOnly<CrossbarOutputEventCounter, CrossbarOutput>(),
            ContainerEntry.ReadWrite<BackgroundSpikeSource, BackgroundSource>(),
        ]),
        new("CADC",
        [
            ContainerEntry.ReadWrite<CADCConfig, Hemisphere>(),
            ContainerEntry.ReadWrite<CADCChannelConfig, CadcChannel>(),
            ContainerEntry.ReadOnly<CADCSampleQuad, CadcSampleQuad>(),
            ContainerEntry.ReadWrite<CADCOffsetSRAMTimingConfig, CadcOffsetBlock>(),
        ]),
        new("MADC, read-out, current DAC",
        [
            ContainerEntry.WriteOnly<MADCControl, Unique>(),
            ContainerEntry.ReadWrite<MADCConfig, Unique>(),
            ContainerEntry.ReadWrite<CurrentDAC, Unique>(),
            ContainerEntry.ReadWrite<ReadoutSourceSelection, Unique>(),
            ContainerEntry.ReadWrite<PadMultiplexerConfig, ReadoutPad>(),
        ]),
        new("Plasticity processors",
        [
            ContainerEntry.ReadWrite<PPUMemoryWord, PpuMemoryWord>(),
            ContainerEntry.ReadWrite<PPUControlRegister, Hemisphere>(),
            ContainerEntry.ReadOnly<PPUStatusRegister, Hemisphere>(),
            ContainerEntry.ReadWrite<ExternalPPUMemoryByte, ExternalPpuByte>(),
            ContainerEntry.ReadWrite<ExternalPPUMemoryQuad, ExternalPpuQuad>(),
            ContainerEntry.ReadWrite<ExternalPPUDRAMMemoryByte, ExternalDramByte>(),
            ContainerEntry.ReadWrite<ExternalPPUDRAMMemoryQuad, ExternalDramQuad>(),
        ]),
        new("Clocks, reset, JTAG, PHY",
        [
            ContainerEntry.ReadWrite<ADPLL, Adpll>(),
            ContainerEntry.ReadWrite<PLLClockOutputBlock, Unique>(),
            ContainerEntry.ReadWrite<PLLSelfTest, Unique>(),
            ContainerEntry.ReadOnly<PLLSelfTestStatus, Unique>(),
            ContainerEntry.WriteOnly<ResetChip, Unique>(),
            ContainerEntry.WriteOnly<ResetJTAGTap, Unique>(),
            ContainerEntry.WriteOnly<JTAGClockScaler, Unique>(),
            ContainerEntry.ReadOnly<JTAGIdCode, Unique>(),
            ContainerEntry.ReadWrite<CommonPhyConfigChip, Unique>(),
            ContainerEntry.ReadWrite<CommonPhyConfigFPGA, Unique>(),
            ContainerEntry.WriteOnly<PhyConfigChip, Phy>(),
            ContainerEntry.ReadWrite<PhyConfigFPGA, Phy>(),
            ContainerEntry.ReadOnly<PhyStatus, Phy>(),
        ]),
        new("Time and events",
        [
            ContainerEntry.ReadWrite<Timer, Unique>(),
            ContainerEntry.ReadWrite<SystimeSyncBase, Unique>(),
            ContainerEntry.WriteOnly<SystimeSync, Unique>(),
            ContainerEntry.WriteOnly<SpikePack1ToChip, Unique>(),
            ContainerEntry.WriteOnly<SpikePack2ToChip, Unique>(),
            ContainerEntry.WriteOnly<SpikePack3ToChip, Unique>(),
            ContainerEntry.ReadOnly<NullPayloadReadable, Unique>(),
        ]),
        new("FPGA",
        [
            ContainerEntry.ReadWrite<EventRecordingConfig, Unique>(),
            ContainerEntry.ReadWrite<InstructionTimeoutConfig, Unique>(),
            ContainerEntry.ReadWrite<SystimeCorrectionBarrierConfig, Unique>(),
            ContainerEntry.ReadWrite<PollingOmnibusBlockConfig, Unique>(),
            ContainerEntry.ReadOnly<FPGADeviceDNA, Unique>(),
            ContainerEntry.ReadWrite<FPGASystimeSyncNumRetries, Unique>(),
            ContainerEntry.ReadOnly<FPGASystimeSyncLastRTT, Unique>(),
            ContainerEntry.ReadOnly<FPGASystimeSyncLastAsicSystime, Unique>(),
            ContainerEntry.ReadOnly<FPGASystimeSyncActiveState, Unique>(),
            ContainerEntry.ReadOnly<HicannARQStatus, Unique>(),
            ContainerEntry.ReadWrite<PerfTest, Unique>(),
            ContainerEntry.ReadOnly<PerfTestStatus, Unique>(),
            ContainerEntry.ReadWrite<SpikeIOConfig, Unique>(),
            ContainerEntry.ReadWrite<SpikeIOInputRoute, SpikeIOAddress>(),
            ContainerEntry.ReadWrite<SpikeIOOutputRoute, SpikeLabelNumber>(),
            ContainerEntry.ReadWrite<OutputRoutingTableEntry, OutputRoutingEntry>(),
            ContainerEntry.ReadWrite<InputRoutingTableEntry, InputRoutingEntry>(),
        ]),
        new("Board",
        [
            ContainerEntry.WriteOnly<ShiftRegister, Unique>(),
            ContainerEntry.WriteOnly<DACChannel, BoardDacChannel>(),
            ContainerEntry.WriteOnly<DACControl, BoardDac>(),
            ContainerEntry.ReadWrite<INA219Config, PowerMonitor>(),
            ContainerEntry.ReadOnly<INA219Status, PowerMonitor>(),
            ContainerEntry.ReadOnly<TMP112Status, Unique>(),
            ContainerEntry.ReadWrite<TCA9554Config, Unique>(),
            ContainerEntry.ReadOnly<TCA9554Inputs, Unique>(),
            ContainerEntry.ReadWrite<AD5252ChannelConfig, PotentiometerChannel>(),
            ContainerEntry.ReadWrite<AD5252ChannelConfigPersistent, PotentiometerChannel>(),
            ContainerEntry.ReadWrite<DAC6573ChannelConfig, Dac6573Channel>(),
            ContainerEntry.ReadWrite<TCA9546ChannelConfig, Unique>(),
        ]),
    ];

    /// <summary>All containers.</summary>
    public static IReadOnlyList<ContainerEntry> All { get; } = [.. Groups.SelectMany(group => group.Containers)];

    /// <summary>The container with a name, or null; upper and lower case are the same.</summary>
    public static ContainerEntry? Find(string name) =>
        All.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase));
}
