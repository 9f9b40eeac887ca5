namespace Bss2.Hal.Coordinates;

/// <summary>West (0) or east (1) backend block.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct NeuronBackendBlock : ICoordinate<NeuronBackendBlock>
{
    /// <summary>How many there are.</summary>
    public const int Count = 2;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..1.</exception>
    public NeuronBackendBlock(int value) => Value = Ranged.Require(nameof(NeuronBackendBlock), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<NeuronBackendBlock>.Count => Count;

    static NeuronBackendBlock ICoordinate<NeuronBackendBlock>.At(int number) => new(number);
}
