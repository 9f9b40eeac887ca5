using Bss2.Hal.Coordinates;

namespace Bss2.Runtime.Placement;

/// <summary>A driver's two rows at a position of a PADI bus, in whichever hemisphere: bottom row excitatory, top row inhibitory.</summary>
/// <param name="Bus">PADI bus.</param>
/// <param name="Position">Position on the bus, 0..31.</param>
public readonly record struct RowPair(PadiBus Bus, int Position)
{
    /// <summary>The driver in a hemisphere.</summary>
    public SynapseDriver In(Hemisphere hemisphere) => new(hemisphere, Bus, Position);
}
