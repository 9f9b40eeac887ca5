namespace Bss2.Hal.Coordinates;

/// <summary>Column of a synapse array.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct SynapseColumn : ICoordinate<SynapseColumn>
{
    /// <summary>How many there are.</summary>
    public const int Count = 256;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..255.</exception>
    public SynapseColumn(int value) => Value = Ranged.Require(nameof(SynapseColumn), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<SynapseColumn>.Count => Count;

    static SynapseColumn ICoordinate<SynapseColumn>.At(int number) => new(number);
}
