namespace Bss2.Hal.Coordinates;

/// <summary>Top (0) or bottom (1) row of neurons.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct NeuronRow : ICoordinate<NeuronRow>
{
    /// <summary>How many there are.</summary>
    public const int Count = 2;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..1.</exception>
    public NeuronRow(int value) => Value = Ranged.Require(nameof(NeuronRow), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<NeuronRow>.Count => Count;

    static NeuronRow ICoordinate<NeuronRow>.At(int number) => new(number);
}
