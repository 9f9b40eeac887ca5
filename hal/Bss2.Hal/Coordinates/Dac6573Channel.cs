namespace Bss2.Hal.Coordinates;

/// <summary>A channel of the DAC6573 of a jBOA board.</summary>
/// <remarks>Source: halco i2c; register-map 13.2.</remarks>
public readonly record struct Dac6573Channel : ICoordinate<Dac6573Channel>
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..3.</exception>
    public Dac6573Channel(int value) => Value = Ranged.Require(nameof(Dac6573Channel), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<Dac6573Channel>.Count => Count;

    static Dac6573Channel ICoordinate<Dac6573Channel>.At(int number) => new(number);
}
