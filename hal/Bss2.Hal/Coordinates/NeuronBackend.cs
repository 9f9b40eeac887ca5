namespace Bss2.Hal.Coordinates;

/// <summary>A neuron's digital backend: 256 · block + 128 · row + (column mod 128); reset and spike counter alike.</summary>
/// <remarks>Source: halco neuron; register-map 1.2.</remarks>
public readonly record struct NeuronBackend : ICoordinate<NeuronBackend>
{
    /// <summary>How many there are.</summary>
    public const int Count = 512;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..511.</exception>
    public NeuronBackend(int value) => Value = Ranged.Require(nameof(NeuronBackend), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    /// <summary>West (0) or east (1).</summary>
    public int Block => Value / 256;

    /// <summary>Index in the block.</summary>
    public int IndexInBlock => Value % 256;

    /// <summary>The neuron.</summary>
    public AtomicNeuron Neuron => new(new NeuronRow(IndexInBlock / 128), new NeuronColumn(128 * Block + IndexInBlock % 128));

    static int ICoordinate<NeuronBackend>.Count => Count;

    static NeuronBackend ICoordinate<NeuronBackend>.At(int number) => new(number);
}
