namespace Bss2.Hal.Coordinates;

/// <summary>Column of a neuron.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct NeuronColumn : ICoordinate<NeuronColumn>
{
    /// <summary>How many there are.</summary>
    public const int Count = 256;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..255.</exception>
    public NeuronColumn(int value) => Value = Ranged.Require(nameof(NeuronColumn), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<NeuronColumn>.Count => Count;

    static NeuronColumn ICoordinate<NeuronColumn>.At(int number) => new(number);
}
