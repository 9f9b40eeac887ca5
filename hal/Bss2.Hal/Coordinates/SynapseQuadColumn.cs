namespace Bss2.Hal.Coordinates;

/// <summary>Quad of synapses in a row.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct SynapseQuadColumn : ICoordinate<SynapseQuadColumn>
{
    /// <summary>How many there are.</summary>
    public const int Count = 64;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..63.</exception>
    public SynapseQuadColumn(int value) => Value = Ranged.Require(nameof(SynapseQuadColumn), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<SynapseQuadColumn>.Count => Count;

    static SynapseQuadColumn ICoordinate<SynapseQuadColumn>.At(int number) => new(number);
}
