namespace Bss2.Hal.Coordinates;

/// <summary>Row of a synapse array.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct SynapseRow : ICoordinate<SynapseRow>
{
    /// <summary>How many there are.</summary>
    public const int Count = 256;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..255.</exception>
    public SynapseRow(int value) => Value = Ranged.Require(nameof(SynapseRow), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<SynapseRow>.Count => Count;

    static SynapseRow ICoordinate<SynapseRow>.At(int number) => new(number);
}
