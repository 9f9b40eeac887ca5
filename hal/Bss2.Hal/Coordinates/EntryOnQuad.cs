namespace Bss2.Hal.Coordinates;

/// <summary>Synapse within a quad; entry 0 sits in the most significant byte.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct EntryOnQuad : ICoordinate<EntryOnQuad>
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..3.</exception>
    public EntryOnQuad(int value) => Value = Ranged.Require(nameof(EntryOnQuad), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<EntryOnQuad>.Count => Count;

    static EntryOnQuad ICoordinate<EntryOnQuad>.At(int number) => new(number);
}
