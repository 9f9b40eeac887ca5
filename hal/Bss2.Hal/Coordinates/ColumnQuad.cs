namespace Bss2.Hal.Coordinates;

/// <summary>Four columns of a synapse array: 64 · hemisphere + quad.</summary>
/// <remarks>Source: halco synapse; register-map 4.</remarks>
public readonly record struct ColumnQuad : ICoordinate<ColumnQuad>
{
    /// <summary>How many there are.</summary>
    public const int Count = Hemisphere.Count * SynapseQuadColumn.Count;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..127.</exception>
    public ColumnQuad(int value) => Value = Ranged.Require(nameof(ColumnQuad), value, Count);

    /// <summary>The one of a hemisphere.</summary>
    public ColumnQuad(Hemisphere hemisphere, SynapseQuadColumn quad)
        : this(SynapseQuadColumn.Count * hemisphere.Value + quad.Value)
    {
    }

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Hemisphere.</summary>
    public Hemisphere Hemisphere => new(Value / SynapseQuadColumn.Count);

    /// <summary>Quad in a row.</summary>
    public SynapseQuadColumn QuadColumn => new(Value % SynapseQuadColumn.Count);

    static int ICoordinate<ColumnQuad>.Count => Count;

    static ColumnQuad ICoordinate<ColumnQuad>.At(int number) => new(number);
}
