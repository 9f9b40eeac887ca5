namespace Bss2.Hal.Coordinates;

/// <summary>Entry of the incoming routing table.</summary>
/// <remarks>Source: halco; register-map 1.</remarks>
public readonly record struct InputRoutingEntry : ICoordinate<InputRoutingEntry>
{
    /// <summary>How many there are.</summary>
    public const int Count = 32768;

    /// <summary>The one with a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in 0..32767.</exception>
    public InputRoutingEntry(int value) => Value = Ranged.Require(nameof(InputRoutingEntry), value, Count);

    /// <summary>Its number.</summary>
    public int Value { get; }

    static int ICoordinate<InputRoutingEntry>.Count => Count;

    static InputRoutingEntry ICoordinate<InputRoutingEntry>.At(int number) => new(number);
}
