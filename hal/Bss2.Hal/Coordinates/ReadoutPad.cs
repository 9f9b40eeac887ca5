namespace Bss2.Hal.Coordinates;

/// <summary>Analog pad.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct ReadoutPad : ICoordinate<ReadoutPad>
{
    /// <summary>How many there are.</summary>
    public const int Count = 2;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..1.</exception>
    public ReadoutPad(int value) => Value = Ranged.Require(nameof(ReadoutPad), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<ReadoutPad>.Count => Count;

    static ReadoutPad ICoordinate<ReadoutPad>.At(int number) => new(number);
}
