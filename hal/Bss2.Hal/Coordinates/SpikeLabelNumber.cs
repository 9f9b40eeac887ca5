namespace Bss2.Hal.Coordinates;

/// <summary>Spike label as an address.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct SpikeLabelNumber : ICoordinate<SpikeLabelNumber>
{
    /// <summary>How many there are.</summary>
    public const int Count = 65536;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..65535.</exception>
    public SpikeLabelNumber(int value) => Value = Ranged.Require(nameof(SpikeLabelNumber), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<SpikeLabelNumber>.Count => Count;

    static SpikeLabelNumber ICoordinate<SpikeLabelNumber>.At(int number) => new(number);
}
