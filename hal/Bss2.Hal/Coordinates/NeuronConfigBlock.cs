namespace Bss2.Hal.Coordinates;

/// <summary>Quadrant of neuron configuration: 0 NW, 1 NE, 2 SW, 3 SE.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct NeuronConfigBlock : ICoordinate<NeuronConfigBlock>
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..3.</exception>
    public NeuronConfigBlock(int value) => Value = Ranged.Require(nameof(NeuronConfigBlock), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<NeuronConfigBlock>.Count => Count;

    static NeuronConfigBlock ICoordinate<NeuronConfigBlock>.At(int number) => new(number);
}
