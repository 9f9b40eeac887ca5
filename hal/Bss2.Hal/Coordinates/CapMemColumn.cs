namespace Bss2.Hal.Coordinates;

/// <summary>Column of the CapMem: 0..127 neurons, 128 and 129 shared.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct CapMemColumn : ICoordinate<CapMemColumn>
{
    /// <summary>How many there are.</summary>
    public const int Count = 130;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..129.</exception>
    public CapMemColumn(int value) => Value = Ranged.Require(nameof(CapMemColumn), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<CapMemColumn>.Count => Count;

    static CapMemColumn ICoordinate<CapMemColumn>.At(int number) => new(number);
}
