namespace Bss2.Hal.Coordinates;

/// <summary>A synapse driver on the chip: 128 · hemisphere + driver; it feeds rows 2 d (bottom) and 2 d + 1 (top).</summary>
/// <remarks>Source: halco synapse_driver, padi; register-map 1.3.</remarks>
public readonly record struct SynapseDriver : ICoordinate<SynapseDriver>
{
    /// <summary>How many there are.</summary>
    public const int Count = 256;

    /// <summary>Drivers of a hemisphere.</summary>
    public const int PerHemisphere = 128;

    /// <summary>Drivers on a PADI bus.</summary>
    public const int PerBus = PerHemisphere / PadiBus.Count;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..255.</exception>
    public SynapseDriver(int value) => Value = Ranged.Require(nameof(SynapseDriver), value, Count);

    /// <summary>The one at a position of a bus.</summary>
    /// <param name="hemisphere">Hemisphere.</param>
    /// <param name="bus">Bus.</param>
    /// <param name="position">0..31.</param>
    public SynapseDriver(Hemisphere hemisphere, PadiBus bus, int position)
        : this(PerHemisphere * hemisphere.Value + PadiBus.Count * Ranged.Require(nameof(position), position, PerBus) + bus.Value)
    {
    }

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Hemisphere.</summary>
    public Hemisphere Hemisphere => new(Value / PerHemisphere);

    /// <summary>Number in the hemisphere, 0..127.</summary>
    public int IndexInHemisphere => Value % PerHemisphere;

    /// <summary>Its PADI bus.</summary>
    public PadiBus Bus => new(IndexInHemisphere % PadiBus.Count);

    /// <summary>Position on the bus, compared with the row select address.</summary>
    public int PositionOnBus => IndexInHemisphere / PadiBus.Count;

    /// <summary>The CapMem block that holds its short-term plasticity parameters: even and odd drivers differ.</summary>
    public CapMemBlock CapMemBlock => new(2 * Hemisphere.Value + IndexInHemisphere % 2);

    /// <summary>Even row.</summary>
    public SynapseRow BottomRow => new(2 * IndexInHemisphere);

    /// <summary>Odd row.</summary>
    public SynapseRow TopRow => new(2 * IndexInHemisphere + 1);

    static int ICoordinate<SynapseDriver>.Count => Count;

    static SynapseDriver ICoordinate<SynapseDriver>.At(int number) => new(number);
}
