namespace Bss2.Emulator.Digital;

/// <summary>What happens when a word of a block is written or read.</summary>
internal enum BlockKind
{
    Memory,
    SystimeBase,
    PhyEnable,
    Pll,
    PllStatus,
    ReferenceGenerator,
    PpuStatus,
    MadcControl,
    PadiEvent,
    PadiConfig,
    SynapseDriver,
    NeuronReset,
    NeuronResetQuad,
    SpikeCounterRead,
    SpikeCounterReset,
    CrossbarOutput,
    CrossbarNode,
    Background,
    InputDrops,
    OutputEvents,
    CapMemCell,
    NeuronConfig,
    NeuronBackend,
    CommonBackend,
    SynapseFull,
    SynapseWeight,
    SynapseLabel,
    SynapseTimeCalibration,
    SynapseAmplitudeCalibration,
    ColumnCurrent,
    PpuControl,
    ReadoutSource,
    PadMultiplexer,
    MadcConfig,
    CapMemConfig,
    CadcConfig,
    CadcOffsets,
    CadcTrigger,
    CadcBuffered,
    CorrelationConfig,
    CorrelationReset,
    StpConfig,
    PostPulse,
    ColumnReadoutCausal,
    ColumnReadoutAcausal,
    ColumnCorrelationInternal,
    ColumnCorrelationDebug,
}

/// <summary>Directions that a block allows.</summary>
[Flags]
internal enum BlockAccess
{
    Read = 1,
    Write = 2,
    Both = 3,
}

/// <summary>A named range of Omnibus addresses (register-map 2).</summary>
/// <param name="Number">Position in its map.</param>
/// <param name="Name">For people and errors.</param>
/// <param name="Base">First word address.</param>
/// <param name="Length">Words, holes included.</param>
/// <param name="Kind">Behaviour.</param>
/// <param name="Index">Hemisphere, quadrant or side.</param>
/// <param name="Access">Allowed directions.</param>
/// <param name="SlotWords">Words that an element occupies in the address space, a power of two.</param>
/// <param name="FirstInSlot">First word of an element that exists.</param>
/// <param name="LastInSlot">Last word of an element that exists.</param>
internal sealed record OmnibusBlock(int Number, string Name, uint Base, int Length, BlockKind Kind, int Index, BlockAccess Access,
    int SlotWords, int FirstInSlot, int LastInSlot)
{
    /// <summary>Its fields that have no effect here, and the number of words of its elements; null without any.</summary>
    public (int Words, IgnoredField[] Fields)? Ignored { get; } = IgnoredFields.Of(Name);

    public bool Contains(uint address)
    {
        uint offset = address - Base;
        if (offset >= (uint)Length)
        {
            return false;
        }
        int inSlot = (int)offset & (SlotWords - 1);
        return inSlot >= FirstInSlot && inSlot <= LastInSlot;
    }

    public uint Last => Base + (uint)Length - 1;

    /// <summary>Words between the address and the block, 0 inside its range.</summary>
    public long Distance(uint address) => address < Base ? Base - (long)address : address > Last ? address - (long)Last : 0;
}
