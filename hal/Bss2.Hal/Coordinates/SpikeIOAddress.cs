namespace Bss2.Hal.Coordinates;

/// <summary>Serial address of spike I/O.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct SpikeIOAddress : ICoordinate<SpikeIOAddress>
{
    /// <summary>How many there are.</summary>
    public const int Count = 256;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..255.</exception>
    public SpikeIOAddress(int value) => Value = Ranged.Require(nameof(SpikeIOAddress), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<SpikeIOAddress>.Count => Count;

    static SpikeIOAddress ICoordinate<SpikeIOAddress>.At(int number) => new(number);
}
