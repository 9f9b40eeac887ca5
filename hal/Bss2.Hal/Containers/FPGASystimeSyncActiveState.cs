using Bss2.Hal.Coordinates;
using Bss2.Hal.Registers;

namespace Bss2.Hal.Containers;

/// <summary>Whether system time is synchronised.</summary>
/// <remarks>Source: haldls fpga.cpp; register-map.md. Names are those of the reference stack.</remarks>
public sealed record FPGASystimeSyncActiveState : IOmnibusReadable<FPGASystimeSyncActiveState, Unique>
{
    /// <inheritdoc/>
    public static RegisterLayout Layout { get; } = new("FPGASystimeSyncActiveState", 1,
    [
        new("active_state", 0, 1, 0, true, FieldCoding.Plain, [new(0, 0, 1)]),
    ]);

    /// <summary>active_state.</summary>
    public bool ActiveState { get; init; }

    /// <inheritdoc/>
    public static void GetAddresses(Unique coordinate, Span<uint> addresses)
    {
        addresses[0] = 0x8800_2005u;
    }

    /// <inheritdoc/>
    public static FPGASystimeSyncActiveState FromFields(ReadOnlySpan<long> values) => new()
    {
        ActiveState = values[0] != 0,
    };

    /// <inheritdoc/>
    public void GetFields(Span<long> values)
    {
        values[0] = ActiveState ? 1 : 0;
    }
}
