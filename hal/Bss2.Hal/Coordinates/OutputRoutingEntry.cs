namespace Bss2.Hal.Coordinates;

/// <summary>Entry of the outgoing routing table.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct OutputRoutingEntry : ICoordinate<OutputRoutingEntry>
{
    /// <summary>How many there are.</summary>
    public const int Count = 65536;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..65535.</exception>
    public OutputRoutingEntry(int value) => Value = Ranged.Require(nameof(OutputRoutingEntry), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<OutputRoutingEntry>.Count => Count;

    static OutputRoutingEntry ICoordinate<OutputRoutingEntry>.At(int number) => new(number);
}
