namespace Bss2.Hal.Coordinates;

/// <summary>Background source, numbered as the PADI bus on chip that it can reach.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct BackgroundSource : ICoordinate<BackgroundSource>
{
    /// <summary>How many there are.</summary>
    public const int Count = 8;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..7.</exception>
    public BackgroundSource(int value) => Value = Ranged.Require(nameof(BackgroundSource), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<BackgroundSource>.Count => Count;

    static BackgroundSource ICoordinate<BackgroundSource>.At(int number) => new(number);
}
