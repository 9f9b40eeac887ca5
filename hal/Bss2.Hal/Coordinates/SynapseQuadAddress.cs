namespace Bss2.Hal.Coordinates;

/// <summary>A quad of synapses on the chip: 16384 · hemisphere + 64 · row + quad.</summary>
/// <remarks>
/// Source: halco synapse; register-map 1.2. Quads interleave columns: column = 8 · (quad mod 32) + 2 · entry + (quad div 32).
/// </remarks>
public readonly record struct SynapseQuadAddress : ICoordinate<SynapseQuadAddress>
{
    /// <summary>How many there are.</summary>
    public const int Count = Hemisphere.Count * SynapseRow.Count * SynapseQuadColumn.Count;

    private const int PerHemisphere = SynapseRow.Count * SynapseQuadColumn.Count;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..32767.</exception>
    public SynapseQuadAddress(int value) => Value = Ranged.Require(nameof(SynapseQuadAddress), value, Count);

    /// <summary>The one in a row.</summary>
    public SynapseQuadAddress(Hemisphere hemisphere, SynapseRow row, SynapseQuadColumn quad)
        : this(PerHemisphere * hemisphere.Value + SynapseQuadColumn.Count * row.Value + quad.Value)
    {
    }

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Hemisphere.</summary>
    public Hemisphere Hemisphere => new(Value / PerHemisphere);

    /// <summary>Row.</summary>
    public SynapseRow Row => new(Value % PerHemisphere / SynapseQuadColumn.Count);

    /// <summary>Quad in the row.</summary>
    public SynapseQuadColumn QuadColumn => new(Value % SynapseQuadColumn.Count);

    /// <summary>Quad of a synapse column.</summary>
    public static SynapseQuadColumn QuadOf(SynapseColumn column) => new(32 * (column.Value % 2) + column.Value / 8);

    /// <summary>Entry of a synapse column in its quad.</summary>
    public static EntryOnQuad EntryOf(SynapseColumn column) => new(column.Value / 2 % 4);

    /// <summary>Column of an entry of a quad.</summary>
    public static SynapseColumn ColumnOf(SynapseQuadColumn quad, EntryOnQuad entry) =>
        new(8 * (quad.Value % 32) + 2 * entry.Value + quad.Value / 32);

    static int ICoordinate<SynapseQuadAddress>.Count => Count;

    static SynapseQuadAddress ICoordinate<SynapseQuadAddress>.At(int number) => new(number);
}
