namespace Bss2.Hal.Coordinates;

/// <summary>Event output of neurons: column div 32.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct NeuronEventOutput : ICoordinate<NeuronEventOutput>
{
    /// <summary>How many there are.</summary>
    public const int Count = 8;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..7.</exception>
    public NeuronEventOutput(int value) => Value = Ranged.Require(nameof(NeuronEventOutput), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>Its number in its backend block, 0..3.</summary>
    public int IndexInBackendBlock => Value % 4;

    static int ICoordinate<NeuronEventOutput>.Count => Count;

    static NeuronEventOutput ICoordinate<NeuronEventOutput>.At(int number) => new(number);
}
